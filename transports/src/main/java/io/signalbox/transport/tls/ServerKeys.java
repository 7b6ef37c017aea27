package io.signalbox.transport.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Key manager that chooses among the identities of a listener by the server name that a client asks for (RFC 6066, Server
 * Name Indication). A client without a name, and a name without a certificate, get the first identity.
 *
 * <p>{@link #replace} exchanges the identities for handshakes that begin later. Thread-safe.
 */
final class ServerKeys extends X509ExtendedKeyManager {
    private volatile Generation current;

    ServerKeys(List<Identity> identities) {
        current = new Generation(0, List.copyOf(identities), null);
    }

    void replace(List<Identity> identities) {
        Generation before = current;
        current = new Generation(before.number() + 1, List.copyOf(identities), before.withoutPrevious());
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return current.choose(keyType, engine.getHandshakeSession());
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        Identity identity = find(alias);
        return identity == null ? null : identity.chain().toArray(new X509Certificate[0]);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        Identity identity = find(alias);
        return identity == null ? null : identity.key();
    }

    /** Returns the identity, also of a handshake that chose the alias before the last {@link #replace}. */
    private Identity find(String alias) {
        Generation newest = current;
        Identity found = newest.find(alias);
        return found == null && newest.previous() != null ? newest.previous().find(alias) : found;
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return null;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return null;
    }

    private record Generation(int number, List<Identity> identities, Generation previous) {

        Generation withoutPrevious() {
            return new Generation(number, identities, null);
        }

        String choose(String keyType, SSLSession session) {
            List<Identity> candidates = candidates(requestedName(session));
            for (Identity candidate : candidates) {
                if (candidate.key().getAlgorithm().equals(keyType)) {
                    return number + "." + identities.indexOf(candidate);
                }
            }
            return null;
        }

        private List<Identity> candidates(String name) {
            if (name != null) {
                List<Identity> named =
                        identities.stream().filter(one -> one.isFor(name)).toList();
                if (!named.isEmpty()) {
                    return named;
                }
            }
            // Identities of one name may have keys of several types.
            Identity first = identities.get(0);
            return identities.stream()
                    .filter(one -> one == first || one.names().equals(first.names()))
                    .toList();
        }

        private static String requestedName(SSLSession session) {
            if (session instanceof ExtendedSSLSession extended) {
                for (SNIServerName name : extended.getRequestedServerNames()) {
                    if (name instanceof SNIHostName host) {
                        return host.getAsciiName();
                    }
                }
            }
            return null;
        }

        Identity find(String alias) {
            int dot = alias.indexOf('.');
            return alias.substring(0, dot).equals(Integer.toString(number))
                    ? identities.get(Integer.parseInt(alias.substring(dot + 1)))
                    : null;
        }
    }
}
