package io.signalbox.router.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.auth.CryptosignKey;
import io.signalbox.router.Patience;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class NodeKeyFileTest {
    private static final String SEED = "4d57d97a68f555696620a6d849c0ce582568518d729eb753dc7c732de2804510";
    private static final CryptosignKey KEY = CryptosignKey.of(SEED).orElseThrow();

    @TempDir
    private Path directory;

    private Path privateFile;
    private Path publicFile;

    @BeforeEach
    void name_the_files() {
        privateFile = directory.resolve("key.priv");
        publicFile = directory.resolve("key.pub");
    }

    @Test
    void a_key_is_read_as_it_was_written() throws IOException {
        NodeKeyFile.create(KEY, privateFile, publicFile, Instant.parse("2026-01-02T03:04:05.6789Z"));
        assertThat(NodeKeyFile.read(privateFile).orElseThrow().hex()).isEqualTo(SEED);
        assertThat(Files.readString(privateFile))
                .isEqualTo(
                        """
                        Signalbox node private key - KEEP THIS SAFE!

                        creator: signalbox
                        created-at: 2026-01-02T03:04:05.678Z
                        machine-id: unknown
                        public-key-ed25519: %s
                        private-key-ed25519: %s
                        """
                                .formatted(KEY.publicKey().hex(), SEED));
        assertThat(Files.readString(publicFile))
                .contains("public-key-ed25519: " + KEY.publicKey().hex())
                .doesNotContain(SEED);
    }

    @Test
    void only_this_user_may_read_the_private_key() throws IOException {
        NodeKeyFile.create(KEY, privateFile, publicFile, Instant.EPOCH);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(privateFile)))
                .isEqualTo("rw-------");
    }

    @Test
    void no_file_is_overwritten() throws IOException {
        Files.writeString(publicFile, "another");
        assertThatThrownBy(() -> NodeKeyFile.create(KEY, privateFile, publicFile, Instant.EPOCH))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(Files.readString(publicFile)).isEqualTo("another");
        assertThat(privateFile).doesNotExist();
        assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    @EnabledOnOs(OS.LINUX) // Elsewhere the JDK polls the directory, and misses files.
    void the_files_are_complete_when_they_get_their_names() throws Exception {
        try (WatchService watch = directory.getFileSystem().newWatchService()) {
            directory.register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
            NodeKeyFile.create(KEY, privateFile, publicFile, Instant.EPOCH);
            Files.createFile(directory.resolve("last"));

            Set<String> modified = new HashSet<>();
            boolean isLast = false;
            while (!isLast) {
                WatchKey key = watch.poll(Patience.SECONDS, TimeUnit.SECONDS);
                assertThat(key).isNotNull();
                for (WatchEvent<?> event : key.pollEvents()) {
                    isLast |= event.context().toString().equals("last");
                    if (event.kind() == StandardWatchEventKinds.ENTRY_MODIFY) {
                        modified.add(event.context().toString());
                    }
                }
                key.reset();
            }
            assertThat(modified).isNotEmpty().allMatch(name -> name.endsWith(".tmp"));
        }
    }

    @Test
    void a_key_in_a_directory_that_does_not_exist_is_an_error() {
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() ->
                        NodeKeyFile.create(KEY, missing.resolve("key.priv"), missing.resolve("key.pub"), Instant.EPOCH))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void a_file_of_crossbar_is_read() throws IOException {
        Files.writeString(
                privateFile,
                """
                Crossbar.io node private key - KEEP THIS SAFE!

                creator: oberstet@intel-nuci7
                created-at: 2020-07-05T11:49:59.125Z
                machine-id: 81655b901e334fc1ad59cbf2719806b7
                node-authid: intel-nuci7
                Public-Key-Ed25519:  %s
                private-key-ed25519: %s
                """
                        .formatted(KEY.publicKey().hex(), SEED));
        assertThat(NodeKeyFile.read(privateFile).orElseThrow().hex()).isEqualTo(SEED);
    }

    @Test
    void a_missing_file_is_no_key() throws IOException {
        assertThat(NodeKeyFile.read(privateFile)).isEmpty();
    }

    @Test
    void a_file_without_a_key_is_a_defect_that_shows_no_part_of_the_file() throws IOException {
        for (String text : new String[] {
            "", "x\n\nprivate-key-ed25519: " + SEED.substring(1), "private-key-ed25519: " + SEED, "x\n\n" + SEED
        }) {
            Files.writeString(privateFile, text);
            assertThatThrownBy(() -> NodeKeyFile.read(privateFile))
                    .isInstanceOf(NodeKeyFile.Defect.class)
                    .hasMessage("has no line 'private-key-ed25519' with 64 hexadecimal digits");
        }
    }

    @Test
    void a_pair_of_two_different_keys_is_a_defect() throws IOException {
        Files.writeString(
                privateFile, "x\n\npublic-key-ed25519: " + "00".repeat(32) + "\nprivate-key-ed25519: " + SEED + "\n");
        assertThatThrownBy(() -> NodeKeyFile.read(privateFile))
                .isInstanceOf(NodeKeyFile.Defect.class)
                .hasMessageContaining("is not the public key of its private key");
    }
}
