package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.Abort;
import io.signalbox.protocol.message.Authenticate;
import io.signalbox.protocol.message.Challenge;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.Hello;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.Welcome;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.protocol.message.Yield;
import io.signalbox.router.QuietLog;
import io.signalbox.router.auth.DynamicMethodSettings;
import io.signalbox.router.auth.ExternalPrincipals;
import io.signalbox.router.auth.KeyWork;
import io.signalbox.router.auth.ProcedureAuthenticator;
import io.signalbox.router.auth.TicketAuth;
import io.signalbox.router.meta.MetaSettings;
import io.signalbox.router.meta.MetaSettings.MetaLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A thousand clients that wait for the same authenticator procedure at the same time. */
@ExtendWith(QuietLog.class)
class ParallelDynamicLoginsTest {
    private static final int LOGINS = 1_000;
    private static final String PROCEDURE = "com.example.authenticate";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Serializer JSON = new Serializers().of(WireFormat.JSON);

    private final RealmFixture fixture = new RealmFixture();
    private ScriptedPeer provider;

    /** What becomes of a login, in turn. */
    private enum Fate {
        ACCEPTED,
        NONSENSE,
        ERROR,
        CLIENT_LEAVES,
        NO_ANSWER
    }

    private static Fate fate(int login) {
        return Fate.values()[login % Fate.values().length];
    }

    @Test
    void they_leave_nothing_behind_however_they_end() {
        // No more than one round fits: what a round left behind would refuse the next one.
        fixture.meta = new MetaSettings(true, new MetaLimits(100, 1 << 20, 64 << 10, LOGINS));
        fixture.authentications = new SessionQuota(LOGINS);
        fixture.nodeQuota = new SessionQuota(LOGINS + 1);
        fixture.listenerQuota = new SessionQuota(LOGINS + 1);
        fixture.maxSessions = LOGINS + 1;
        provider = fixture.joins();
        provider.registers(PROCEDURE);
        provider.receives(Registered.class);
        int timers = fixture.timers.waiting();
        int entries = fixture.realm().dealer().entries();

        for (int round = 0; round < 3; round++) {
            logIn();
            assertThat(fixture.timers.waiting()).isEqualTo(timers);
            assertThat(fixture.realm().dealer().entries()).isEqualTo(entries);
            assertThat(fixture.authentications.taken()).isZero();
            assertThat(fixture.nodeQuota.taken()).isEqualTo(1);
            assertThat(fixture.realm().sessions().size()).isEqualTo(1);
        }
        assertThat(fixture.realm().counters().serviceCalls).isEqualTo(3 * LOGINS);
        assertThat(fixture.realm().counters().refusedByLimit).isZero();
        assertThat(fixture.realm().counters().failedTasks).isZero();
    }

    private void logIn() {
        DynamicMethodSettings settings =
                new DynamicMethodSettings(PROCEDURE, Optional.empty(), Optional.empty(), Optional.empty());
        ProcedureAuthenticator procedure =
                new ProcedureAuthenticator(settings, fixture.directory()::serviceCalls, TIMEOUT.toMillis());
        KeyWork work = new KeyWork(1, 1);
        TicketAuth method = new TicketAuth(
                new ExternalPrincipals(ProcedureAuthenticator.PROVIDER, procedure, Optional.empty(), work).tickets());
        List<ScriptedPeer> clients = new ArrayList<>();
        List<Invocation> questions = new ArrayList<>();
        for (int i = 0; i < LOGINS; i++) {
            ScriptedPeer client = fixture.connects(List.of(method));
            client.sends(hello("user" + i));
            client.receives(Challenge.class);
            client.sends(new Authenticate("ticket", Map.of()));
            client.receivesNothing();
            clients.add(client);
            questions.add(provider.receives(Invocation.class));
        }
        for (int i = 0; i < LOGINS; i++) {
            meets(fate(i), clients.get(i), questions.get(i).request());
        }
        fixture.timers.advance(TIMEOUT);
        for (int i = 0; i < LOGINS; i++) {
            ends(fate(i), clients.get(i), questions.get(i).request());
        }
        // Ends the timers that count suppressed log lines.
        fixture.timers.advance(TIMEOUT);
    }

    private static Hello hello(String authid) {
        return new Hello(
                Optional.of("realm1"),
                Map.of("roles", Map.of("caller", Map.of()), "authmethods", List.of("ticket"), "authid", authid));
    }

    private void meets(Fate fate, ScriptedPeer client, long invocation) {
        switch (fate) {
            case ACCEPTED -> answers(invocation, Map.of("role", "anonymous"));
            case NONSENSE -> answers(invocation, 7);
            case ERROR -> {
                Payload text = JSON.payload(List.of("no"), Map.of());
                provider.sends(
                        new ErrorMessage(MessageType.INVOCATION, invocation, Map.of(), "com.example.denied", text));
            }
            case CLIENT_LEAVES -> {
                client.disconnects();
                answers(invocation, "anonymous");
            }
            case NO_ANSWER -> {}
        }
    }

    private void answers(long invocation, Object answer) {
        provider.sends(new Yield(invocation, Map.of(), JSON.payload(List.of(answer), Map.of())));
    }

    private void ends(Fate fate, ScriptedPeer client, long invocation) {
        client.settle();
        switch (fate) {
            case ACCEPTED -> {
                client.receives(Welcome.class);
                client.disconnects();
            }
            case NONSENSE -> isAborted(client, "wamp.error.authentication_failed");
            case ERROR -> isAborted(client, "com.example.denied");
            case CLIENT_LEAVES -> client.receivesNothing();
            case NO_ANSWER -> {
                isAborted(client, "wamp.error.authentication_failed");
                answers(invocation, "anonymous");
                client.receivesNothing();
            }
        }
    }

    private static void isAborted(ScriptedPeer client, String reason) {
        assertThat(client.receives(Abort.class).reason()).isEqualTo(reason);
    }
}
