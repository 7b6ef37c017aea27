package io.signalbox.transport.tls;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Files with a private key and the certificates that belong to the key. */
public sealed interface IdentityFiles {

    /** Returns the files in the order in which they are read. */
    List<Path> files();

    /**
     * A key and certificates in PEM.
     *
     * @param key the file with the private key; may be the same as {@code certificate}
     * @param certificate the file with the certificate, and possibly with the certificates of its issuers
     * @param chainCertificates more files with certificates of issuers; may be empty
     * @param password the password of an encrypted key, or null
     */
    record Pem(Path key, Path certificate, List<Path> chainCertificates, String password) implements IdentityFiles {
        @Override
        public List<Path> files() {
            List<Path> files = new ArrayList<>(List.of(key, certificate));
            files.addAll(chainCertificates);
            return files;
        }
    }

    /**
     * A key store, PKCS12 or JKS.
     *
     * @param file the key store
     * @param password the password of the store, or null
     * @param keyPassword the password of the key where it differs from the password of the store, or null
     */
    record Store(Path file, String password, String keyPassword) implements IdentityFiles {
        @Override
        public List<Path> files() {
            return List.of(file);
        }
    }
}
