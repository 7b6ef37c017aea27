package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.Yield;
import io.signalbox.router.QuietLog;
import io.signalbox.router.realm.FaultScenario.Scene;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An exception of any collaborator at any point leaves nothing half done. Each scenario runs once to count the calls to
 * collaborators, and then once for each of these calls, which throws.
 */
@ExtendWith(QuietLog.class)
class FaultInjectionTest {

    @ParameterizedTest
    @EnumSource
    void no_exception_leaves_anything_half_done(FaultScenario scenario) {
        playAll(scenario, Faults.Kind.EXCEPTION);
    }

    @ParameterizedTest
    @EnumSource
    void no_error_leaves_anything_half_done(FaultScenario scenario) {
        playAll(scenario, Faults.Kind.NO_MEMORY);
        playAll(scenario, Faults.Kind.STACK_OVERFLOW);
    }

    private static void playAll(FaultScenario scenario, Faults.Kind kind) {
        Scene undisturbed = new Scene();
        long lost = play(undisturbed, scenario, kind, 0);
        int calls = undisturbed.realm.faults.calls();
        assertThat(calls).as("calls to collaborators").isPositive();
        for (int number = 1; number <= calls; number++) {
            Scene scene = new Scene();
            try {
                long lostNow = play(scene, scenario, kind, number);
                assertThat(lostNow).as("sessions that ended").isLessThanOrEqualTo(lost + 1);
            } catch (AssertionError | RuntimeException broken) {
                throw new AssertionError(
                        scenario + ", call " + number + " of " + calls + ": " + kind + " by "
                                + scene.realm.faults.thrownBy(),
                        broken);
            }
        }
    }

    /** Returns the number of sessions that the scenario has ended. */
    private static long play(Scene scene, FaultScenario scenario, Faults.Kind kind, int number) {
        RecordedLog access = RecordedLog.named("signalbox.access");
        try {
            FaultyRealm realm = scene.realm;
            realm.faults.arm(kind, number);
            scenario.play(scene);
            realm.faults.disarm();
            realm.settle();
            long lost = closed(realm);
            assertThat(realm.escaped).as("thrown into threads").isEmpty();
            realm.checkAnswers(false);
            if (scenario != FaultScenario.SHUTDOWN && scenario != FaultScenario.KILL_ALL) {
                checkThatOthersAreServed(scene);
            }
            leaveAndCheckThatCallsAreAnswered(scene);
            checkThatNothingIsLeft(realm);
            checkThatEachEndIsToldOnce(access.lines());
            return lost;
        } finally {
            access.stop();
        }
    }

    private static long closed(FaultyRealm realm) {
        return realm.peers.stream()
                .filter(peer -> peer.connection.closedWith != null)
                .count();
    }

    private static void checkThatOthersAreServed(Scene scene) {
        scene.bystander.isOpen();
        scene.bystandersCallee.isOpen();
        scene.bystander.connection.received.clear();
        scene.bystandersCallee.publishes("bystanders.topic");
        scene.bystander.receivesEvent();
        scene.calls(scene.bystander, "of.bystander", Map.of());
        Invocation invocation = scene.bystandersCallee.lastReceived(Invocation.class);
        scene.bystandersCallee.sends(new Yield(invocation.request(), Map.of(), ScriptedPeer.text("2")));
        scene.bystander.receives(Result.class);
        scene.realm.connects().sends(ScriptedPeer.hello("realm1")).takesWelcome();
    }

    /** Callees leave first, so that every call ends. */
    private static void leaveAndCheckThatCallsAreAnswered(Scene scene) {
        FaultyRealm realm = scene.realm;
        for (ScriptedPeer callee : List.of(scene.partner, scene.actor, scene.other)) {
            realm.checkAnswers(false);
            callee.loses();
            realm.settle();
        }
        realm.checkAnswers(true);
        realm.peers.forEach(ScriptedPeer::loses);
        realm.settle();
    }

    private static void checkThatNothingIsLeft(FaultyRealm realm) {
        realm.timers.advance(Duration.ofMinutes(1));
        realm.settle();
        assertThat(realm.escaped).as("thrown into threads").isEmpty();
        assertThat(realm.peers).allSatisfy(peer -> assertThat(peer.connection.closedWith)
                .as("close reason")
                .isNotNull());
        assertThat(realm.realm.sessions().size()).as("sessions").isZero();
        assertThat(realm.realm.broker().entries()).as("entries of the broker").isEqualTo(realm.brokerEntries);
        assertThat(realm.realm.dealer().entries()).as("entries of the dealer").isEqualTo(realm.dealerEntries);
        assertThat(realm.realm.isWithoutTestaments()).as("without testaments").isTrue();
        assertThat(realm.held.reservedBytes()).as("held bytes").isZero();
        assertThat(realm.inbound.waitingBytes()).as("waiting bytes").isZero();
        assertThat(realm.listenerQuota.taken()).as("sessions of the listener").isZero();
        assertThat(realm.nodeQuota.taken()).as("sessions of the node").isZero();
        assertThat(realm.authentications.taken()).as("authentications").isZero();
        assertThat(realm.timers.waiting()).as("timers").isZero();
        assertThat(realm.realm.load().waiting()).as("tasks of the loop").isZero();
    }

    private static void checkThatEachEndIsToldOnce(List<String> lines) {
        List<String> left = lines.stream()
                .filter(line -> line.startsWith("leave"))
                .map(line -> line.replaceAll(".*session=(\\d+) .*", "$1"))
                .toList();
        assertThat(left).doesNotHaveDuplicates();
    }
}
