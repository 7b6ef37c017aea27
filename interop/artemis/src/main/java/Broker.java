import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;

/**
 * Artemis in this process, without a journal and without users, that speaks STOMP over WebSocket. Arguments: a port, and for a second port
 * with TLS that port, a PKCS12 file and its password. Writes {@code ready}, and ends when its input ends.
 */
public final class Broker {
    private Broker() {}

    public static void main(String[] arguments) throws Exception {
        Configuration configuration = new ConfigurationImpl()
                .setPersistenceEnabled(false)
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .addAcceptorConfiguration("plain", "tcp://127.0.0.1:" + arguments[0] + "?protocols=STOMP");
        if (arguments.length > 1) {
            configuration.addAcceptorConfiguration(
                    "tls",
                    "tcp://127.0.0.1:" + arguments[1] + "?protocols=STOMP;sslEnabled=true;keyStoreType=PKCS12;keyStorePath="
                            + arguments[2] + ";keyStorePassword=" + arguments[3]);
        }
        EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
        broker.setConfiguration(configuration);
        broker.start();
        System.out.println("ready");
        while (System.in.read() >= 0) {
            // Until the end of the input.
        }
        broker.stop();
        System.exit(0);
    }
}
