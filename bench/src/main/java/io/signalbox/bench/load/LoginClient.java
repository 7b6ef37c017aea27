package io.signalbox.bench.load;

import io.signalbox.protocol.auth.CryptosignKey;
import io.signalbox.protocol.auth.WampCra;
import io.signalbox.protocol.message.Abort;
import io.signalbox.protocol.message.Authenticate;
import io.signalbox.protocol.message.Challenge;
import io.signalbox.protocol.message.Goodbye;
import io.signalbox.protocol.message.Hello;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.Welcome;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** Client that logs in and leaves again and again on one connection, when it is told. Confined to its loop. */
final class LoginClient implements LoadClient.Handler {
    private final Map<String, Object> details;
    private final String realm;
    private final CryptosignKey key;
    private final byte[] secret;
    private final Listener listener;
    private boolean isOpen;
    private LoadClient client;

    /** Listener of a client. */
    interface Listener {
        /** Called when the client has joined and left. */
        void left();

        /** Called when the client cannot go on. */
        void failed(String why);
    }

    /**
     * @param details those of HELLO
     * @param key the key for cryptosign; null for WAMP-CRA
     * @param secret the derived key for WAMP-CRA; null for cryptosign
     */
    LoginClient(String realm, Map<String, Object> details, CryptosignKey key, byte[] secret, Listener listener) {
        this.realm = realm;
        this.details = details;
        this.key = key;
        this.secret = secret;
        this.listener = listener;
    }

    @Override
    public void onOpen(LoadClient opened) {
        client = opened;
        isOpen = true;
    }

    /** Logs in. The client leaves when it has joined. */
    void logIn() {
        client.send(new Hello(Optional.of(realm), details));
    }

    @Override
    public void onMessage(LoadClient from, WampMessage message) {
        switch (message) {
            case Challenge challenge -> from.send(new Authenticate(answer(challenge.extra()), Map.of()));
            case Welcome welcome -> from.send(new Goodbye(Map.of(), "wamp.close.close_realm"));
            case Goodbye goodbye -> listener.left();
            case Abort abort -> listener.failed("ABORT " + abort.reason());
            default -> listener.failed("unexpected " + message.type());
        }
    }

    private String answer(Map<String, Object> extra) {
        String challenge = (String) extra.get("challenge");
        return key == null
                ? WampCra.signature(secret, challenge)
                : key.sign(HexFormat.of().parseHex(challenge));
    }

    @Override
    public void onClosed(LoadClient closed, String why) {
        listener.failed(why);
    }

    boolean isOpen() {
        return isOpen;
    }
}
