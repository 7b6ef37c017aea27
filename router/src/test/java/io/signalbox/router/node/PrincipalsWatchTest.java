package io.signalbox.router.node;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.signalbox.router.auth.JwtAlgorithm;
import io.signalbox.router.auth.JwtKeys;
import io.signalbox.router.auth.ScramSettings.ScramPrincipals;
import io.signalbox.router.auth.TicketSettings.TicketPrincipals;
import io.signalbox.router.auth.TokenIssuer;
import io.signalbox.router.config.JwtCheck;
import io.signalbox.router.config.PrincipalFiles;
import io.signalbox.transport.tls.ChangedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class PrincipalsWatchTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(PrincipalsWatch.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final List<Set<String>> used = new ArrayList<>();

    @TempDir
    private Path directory;

    private Path file;
    private PrincipalsWatch<TicketPrincipals> watch;

    @BeforeEach
    void watch_a_file() throws IOException {
        log.start();
        logger.addAppender(log);
        file = Files.writeString(directory.resolve("tickets.json"), "{\"joe\": {\"ticket\": \"one\"}}");
        watch = new PrincipalsWatch<>(
                "listener1",
                "ticket",
                file,
                new ChangedFiles(List.of(file)),
                () -> PrincipalFiles.load(file, Map.of("TICKET", "two"), "ticket", true, TicketPrincipals.class),
                principals -> used.add(principals.byAuthid().keySet()));
    }

    @AfterEach
    void stop_the_log() {
        logger.detachAppender(log);
    }

    @Test
    void an_unchanged_file_is_not_read_again() {
        watch.check();
        watch.check();
        assertThat(used).isEmpty();
    }

    @Test
    void a_changed_file_is_used_when_it_stands_still() throws IOException {
        Files.writeString(file, "{\"joe\": {\"ticket\": \"one\"}, \"ann\": {\"ticket\": \"${TICKET}\"}}");
        watch.check();
        assertThat(used).isEmpty();
        watch.check();
        watch.check();
        assertThat(used).containsExactly(Set.of("joe", "ann"));
        assertThat(lines())
                .containsExactly(
                        "listener=listener1 authmethod=ticket uses the changed file " + file + " for new sessions");
    }

    @Test
    void a_changed_file_of_scram_is_used() throws IOException {
        String record =
                "{\"%s\": {\"kdf\": \"pbkdf2\", \"iterations\": 4096, \"salt\": \"ae1f0d2f422757809077785e660b62c6\","
                        + " \"stored-key\": \"${KEY}\", \"server-key\": \"${KEY}\"}}";
        Path scram = Files.writeString(directory.resolve("scram.json"), record.formatted("joe"));
        PrincipalsWatch<ScramPrincipals> ofScram = new PrincipalsWatch<>(
                "listener1",
                "scram",
                scram,
                new ChangedFiles(List.of(scram)),
                () -> PrincipalFiles.load(scram, Map.of("KEY", "5f".repeat(32)), "scram", true, ScramPrincipals.class),
                principals -> used.add(principals.byAuthid().keySet()));
        Files.writeString(scram, record.formatted("another"));
        ofScram.check();
        ofScram.check();
        assertThat(used).containsExactly(Set.of("another"));
    }

    @Test
    void a_broken_file_changes_nothing_and_is_logged_once_without_its_text() throws IOException {
        Files.writeString(file, "{\"joe\":\n{\"ticket\": \"secret!!!, \"role\": 5}}");
        for (int i = 0; i < 5; i++) {
            watch.check();
        }
        assertThat(used).isEmpty();
        assertThat(watch.failures()).isEqualTo(1);
        assertThat(lines())
                .hasSize(1)
                .first()
                .asString()
                .contains("has an error in line 2 and is not used; what was read before stays in use - 'router check'"
                        + " tells the error")
                .doesNotContain("secret!!!");
        Files.writeString(file, "{\"bob\": {\"ticket\": \"three\"}}");
        watch.check();
        watch.check();
        assertThat(used).containsExactly(Set.of("bob"));
    }

    @Test
    void a_file_that_is_gone_changes_nothing() throws IOException {
        Files.delete(file);
        watch.check();
        watch.check();
        assertThat(used).isEmpty();
        assertThat(watch.failures()).isEqualTo(1);
        assertThat(lines()).singleElement().asString().contains(file + " has an error and is not used");
    }

    @Test
    void changed_keys_of_tokens_are_used_unless_the_file_is_broken() throws IOException {
        Path jwks = Files.writeString(directory.resolve("jwks.json"), TokenIssuer.keySet("a"));
        List<JwtKeys> keys = new ArrayList<>();
        PrincipalsWatch<JwtKeys> ofKeys = new PrincipalsWatch<>(
                "listener1",
                "jwt",
                jwks,
                new ChangedFiles(List.of(jwks)),
                () -> JwtCheck.load(List.of(JwtAlgorithm.RS256), jwks, Optional.empty()),
                keys::add);
        Files.writeString(jwks, "{\"keys\": [");
        ofKeys.check();
        ofKeys.check();
        assertThat(keys).isEmpty();
        assertThat(lines())
                .containsExactly(
                        "listener=listener1 authmethod=jwt the changed file " + jwks + " has an error and is not"
                                + " used; what was read before stays in use - 'router check' tells the error");
        Files.writeString(jwks, TokenIssuer.keySet("b"));
        ofKeys.check();
        ofKeys.check();
        assertThat(keys).hasSize(1);
        assertThat(lines()).last().asString().contains("authmethod=jwt uses the changed file " + jwks);
    }

    private List<String> lines() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
