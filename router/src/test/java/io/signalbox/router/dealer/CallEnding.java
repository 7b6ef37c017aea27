package io.signalbox.router.dealer;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.Yield;
import io.signalbox.router.session.ContractViolation;
import java.util.Map;

/** Ways in which a call, request 1 of the caller and invocation 1 of the callee, ends for its caller. */
enum CallEnding {
    SKIP(Callee.OBEYS, true) {
        @Override
        void end(EndedCallScene scene) throws ProtocolViolation {
            scene.cancels("skip");
        }
    },
    KILLNOWAIT(Callee.OBEYS, false) {
        @Override
        void end(EndedCallScene scene) throws ProtocolViolation {
            scene.cancels("killnowait");
            scene.callee.receivesInterrupt(1, "killnowait");
        }
    },
    KILLNOWAIT_WITHOUT_INTERRUPT(Callee.DOES_NOT_KNOW, true) {
        @Override
        void end(EndedCallScene scene) throws ProtocolViolation {
            scene.cancels("killnowait");
        }
    },
    KILL_WITHOUT_INTERRUPT(Callee.DOES_NOT_KNOW, true) {
        @Override
        void end(EndedCallScene scene) throws ProtocolViolation {
            scene.cancels("kill");
        }
    },
    SKIP_AFTER_KILL(Callee.OBEYS, false) {
        @Override
        void end(EndedCallScene scene) throws ProtocolViolation {
            scene.caller.cancels(1, "kill");
            scene.callee.receivesInterrupt(1, "kill");
            scene.cancels("skip");
        }
    },
    ANSWER_TO_KILL(Callee.OBEYS, false) {
        @Override
        void end(EndedCallScene scene) throws ProtocolViolation {
            scene.caller.cancels(1, "kill");
            scene.callee.receivesInterrupt(1, "kill");
            scene.callee.fails(1, ErrorUri.CANCELED, Payload.EMPTY);
            scene.caller.receivesError(1, ErrorUri.CANCELED);
        }
    },
    TIMEOUT(Callee.OBEYS, false) {
        @Override
        void end(EndedCallScene scene) {
            scene.timesOut();
            scene.callee.receivesInterrupt(1, "killnowait");
        }
    },
    TIMEOUT_WITHOUT_INTERRUPT(Callee.DOES_NOT_KNOW, true) {
        @Override
        void end(EndedCallScene scene) {
            scene.timesOut();
        }
    },
    TIMEOUT_KEPT_BY_THE_CALLEE(Callee.KEEPS_TIME, false) {
        @Override
        void end(EndedCallScene scene) throws ProtocolViolation {
            scene.realm.timer.advanceMillis(5000);
            scene.caller.receivesNothing();
            scene.callee.fails(1, ErrorUri.TIMEOUT, Payload.EMPTY);
            scene.caller.receivesError(1, ErrorUri.TIMEOUT);
        }
    },
    CALLER_LEAVES(Callee.OBEYS, false) {
        @Override
        void end(EndedCallScene scene) {
            scene.caller.leaves();
            scene.callee.receivesInterrupt(1, "killnowait");
        }
    },
    CALLER_LEAVES_WITHOUT_INTERRUPT(Callee.DOES_NOT_KNOW, true) {
        @Override
        void end(EndedCallScene scene) {
            scene.caller.leaves();
        }
    },
    CALLER_LEAVES_AFTER_SKIP(Callee.OBEYS, true) {
        @Override
        void end(EndedCallScene scene) throws ProtocolViolation {
            scene.cancels("skip");
            scene.caller.leaves();
        }
    },
    CALLER_LEAVES_AFTER_KILL(Callee.OBEYS, false) {
        @Override
        void end(EndedCallScene scene) throws ProtocolViolation {
            scene.caller.cancels(1, "kill");
            scene.callee.receivesInterrupt(1, "kill");
            scene.caller.leaves();
        }
    },
    INVALID_PROGRESS(Callee.OBEYS, true) {
        @Override
        void end(EndedCallScene scene) throws ProtocolViolation {
            scene.realm.dealer.invalidResult(
                    scene.callee.session(), new Yield(1, EndedCallScene.PROGRESS, Payload.EMPTY), VIOLATION);
            scene.caller.receivesError(1, "wamp.error.invalid_result");
        }
    },
    INVALID_RESULT(Callee.OBEYS, false) {
        @Override
        void end(EndedCallScene scene) throws ProtocolViolation {
            scene.realm.dealer.invalidResult(scene.callee.session(), new Yield(1, Map.of(), Payload.EMPTY), VIOLATION);
            scene.caller.receivesError(1, "wamp.error.invalid_result");
        }
    },
    INVALID_CHUNK(Callee.OBEYS, false) {
        @Override
        void end(EndedCallScene scene) throws ProtocolViolation {
            scene.realm.dealer.invalidArgument(scene.caller.session(), scene.chunk(), VIOLATION);
            scene.caller.receivesError(1, ErrorUri.INVALID_ARGUMENT);
            scene.callee.receivesInterrupt(1, "killnowait");
        }
    },
    TOO_LONG_INVOCATION(Callee.DOES_NOT_KNOW, false) {
        @Override
        void end(EndedCallScene scene) {
            scene.realm.dealer.tooLong(
                    scene.callee.session(), new Invocation(1, scene.registration, Map.of(), Payload.EMPTY));
            scene.caller.receivesError(1, ErrorUri.PAYLOAD_SIZE_EXCEEDED);
        }
    },
    TOO_LONG_INVOCATION_AFTER_SKIP(Callee.OBEYS, false) {
        @Override
        void end(EndedCallScene scene) throws ProtocolViolation {
            scene.cancels("skip");
            scene.realm.dealer.tooLong(
                    scene.callee.session(), new Invocation(1, scene.registration, Map.of(), Payload.EMPTY));
        }
    },
    TOO_LONG_PROGRESS(Callee.DOES_NOT_KNOW, true) {
        @Override
        void end(EndedCallScene scene) throws ProtocolViolation {
            scene.callee.yieldsProgress(1, Payload.EMPTY);
            scene.realm.dealer.tooLong(scene.caller.session(), scene.caller.receives(Result.class));
            scene.caller.receivesError(1, ErrorUri.PAYLOAD_SIZE_EXCEEDED);
        }
    },
    PROGRESS_WITH_PASSTHRU(Callee.OBEYS, true) {
        @Override
        void end(EndedCallScene scene) throws ProtocolViolation {
            scene.yieldsWithPassthru(true);
        }
    },
    RESULT_WITH_PASSTHRU(Callee.OBEYS, false) {
        @Override
        void end(EndedCallScene scene) throws ProtocolViolation {
            scene.yieldsWithPassthru(false);
        }
    },
    UNAVAILABLE(Callee.OBEYS, false) {
        @Override
        void end(EndedCallScene scene) throws ProtocolViolation {
            scene.callee.fails(1, ErrorUri.UNAVAILABLE, Payload.EMPTY);
            scene.caller.receivesError(1, ErrorUri.NO_AVAILABLE_CALLEE);
        }
    },
    RESULT(Callee.DOES_NOT_KNOW, false) {
        @Override
        void end(EndedCallScene scene) throws ProtocolViolation {
            scene.callee.yields(1);
            scene.caller.receivesResult(1);
        }
    };

    private static final ContractViolation VIOLATION = new ContractViolation(payload -> null, "$.args", "bad", true);

    /** Support of a callee for call canceling and call timeouts. */
    enum Callee {
        OBEYS,
        DOES_NOT_KNOW,
        KEEPS_TIME
    }

    final Callee callee;

    /** Whether the callee works on and occupies its concurrency. */
    final boolean occupies;

    CallEnding(Callee callee, boolean occupies) {
        this.callee = callee;
        this.occupies = occupies;
    }

    /** Ends the call after the callee has received the invocation. */
    abstract void end(EndedCallScene scene) throws ProtocolViolation;
}
