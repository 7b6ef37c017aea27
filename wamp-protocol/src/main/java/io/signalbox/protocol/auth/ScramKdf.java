package io.signalbox.protocol.auth;

import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** Key derivation function of SCRAM with its costs (spec: Key Derivation Functions). Immutable and thread-safe. */
public sealed interface ScramKdf {
    /** Bytes of a derived key. */
    int KEY_BYTES = 32;

    /** Returns the iterations. */
    int iterations();

    /**
     * Returns whether a thief of the keys could try passwords too fast. A false router could ask for such costs, to learn
     * the password of a client.
     */
    boolean isWeak();

    /**
     * Derives a key. Takes milliseconds to seconds, depending on the costs.
     *
     * @param salt at least one byte
     */
    byte[] derive(String password, byte[] salt);

    /**
     * PBKDF2 with HMAC-SHA256 (RFC 8018).
     *
     * @param iterations from 1 to {@value #MAX_ITERATIONS}
     */
    record Pbkdf2(int iterations) implements ScramKdf {
        public static final int MAX_ITERATIONS = 10_000_000;

        /** Fewest iterations of RFC 7677 section 4. */
        public static final int SAFE_ITERATIONS = 4096;

        public Pbkdf2 {
            requireRange("iterations", iterations, 1, MAX_ITERATIONS);
        }

        @Override
        public boolean isWeak() {
            return iterations < SAFE_ITERATIONS;
        }

        @Override
        public byte[] derive(String password, byte[] salt) {
            return HmacSha256.derivedKey(password, salt, iterations, KEY_BYTES);
        }
    }

    /**
     * Argon2id, version 1.3, with one lane (RFC 9106).
     *
     * @param iterations passes over the memory, from 1
     * @param memoryKib memory in KiB, from {@value #MIN_MEMORY_KIB} to {@value #MAX_MEMORY_KIB}; times the iterations at
     *     most {@value #MAX_WORK_KIB}
     */
    record Argon2id(int iterations, int memoryKib) implements ScramKdf {
        public static final int MIN_MEMORY_KIB = 8;
        public static final int MAX_MEMORY_KIB = 1 << 20;

        /** Most KiB that all passes fill: 16 GiB, which take about ten seconds. */
        public static final long MAX_WORK_KIB = 1L << 24;

        /** Fewest KiB that all passes fill: 16 MiB, which is less than any common recommendation. */
        public static final long SAFE_WORK_KIB = 1L << 14;

        public Argon2id {
            requireRange("memory", memoryKib, MIN_MEMORY_KIB, MAX_MEMORY_KIB);
            requireRange("iterations", iterations, 1, MAX_WORK_KIB / memoryKib);
        }

        @Override
        public boolean isWeak() {
            return (long) iterations * memoryKib < SAFE_WORK_KIB;
        }

        @Override
        public byte[] derive(String password, byte[] salt) {
            Argon2BytesGenerator generator = new Argon2BytesGenerator();
            generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                    .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                    .withIterations(iterations)
                    .withMemoryAsKB(memoryKib)
                    .withParallelism(1)
                    .withSalt(salt)
                    .build());
            byte[] key = new byte[KEY_BYTES];
            generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), key);
            return key;
        }
    }

    private static void requireRange(String name, int value, int minimum, long maximum) {
        if (value < minimum || value > maximum) {
            throw new IllegalArgumentException(name + " must be between " + minimum + " and " + maximum);
        }
    }
}
