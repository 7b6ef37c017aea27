package io.signalbox.router.auth;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.Provider;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.MacSpi;

/** Provider of HMAC-SHA256 that counts the computed codes. */
final class CountedCodes extends Provider {
    private static final long serialVersionUID = 1L;
    private static final String ALGORITHM = "HmacSHA256";

    private final AtomicLong codes = new AtomicLong();

    private CountedCodes() {
        super("CountedCodes", "1", "HMAC of the JDK with a counter");
        putService(new Service(this, "Mac", ALGORITHM, CountedMac.class.getName(), List.of(), Map.of()) {
            @Override
            public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
                return new CountedMac(codes);
            }
        });
    }

    /** Runs a test while the provider comes first. */
    static void during(Consumer<CountedCodes> test) {
        CountedCodes counted = new CountedCodes();
        Security.insertProviderAt(counted, 1);
        try {
            test.accept(counted);
        } finally {
            Security.removeProvider(counted.getName());
        }
    }

    /** Returns the number of codes that some work computes. */
    long of(Runnable work) {
        long before = codes.get();
        work.run();
        return codes.get() - before;
    }

    private static final class CountedMac extends MacSpi {
        private final AtomicLong codes;
        private final Mac mac;

        CountedMac(AtomicLong codes) throws NoSuchAlgorithmException {
            this.codes = codes;
            try {
                mac = Mac.getInstance(ALGORITHM, "SunJCE");
            } catch (NoSuchProviderException e) {
                throw new NoSuchAlgorithmException(e);
            }
        }

        @Override
        protected int engineGetMacLength() {
            return mac.getMacLength();
        }

        @Override
        protected void engineInit(Key key, AlgorithmParameterSpec parameters)
                throws InvalidKeyException, InvalidAlgorithmParameterException {
            mac.init(key, parameters);
        }

        @Override
        protected void engineUpdate(byte input) {
            mac.update(input);
        }

        @Override
        protected void engineUpdate(byte[] input, int offset, int length) {
            mac.update(input, offset, length);
        }

        @Override
        protected byte[] engineDoFinal() {
            codes.incrementAndGet();
            return mac.doFinal();
        }

        @Override
        protected void engineReset() {
            mac.reset();
        }
    }
}
