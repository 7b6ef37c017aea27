package io.signalbox.gateway.mediation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.signalbox.client.CallResult;
import io.signalbox.client.WampException;
import io.signalbox.gateway.hook.Hook;
import io.signalbox.gateway.hook.Hook.ProcedureHook;
import io.signalbox.gateway.mediation.ContentType.InvalidContentException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** Calls of procedures that wait for their turn. */
class HookCallsTest {
    private static final ProcedureHook HOOK = new ProcedureHook("esb.in", 1000);

    private final List<Hook> sent = new ArrayList<>();
    private final List<CompletableFuture<Optional<CallResult>>> answers = new ArrayList<>();
    private final List<String> made = new ArrayList<>();
    private final LongAdder waiting = new LongAdder();
    private long nowNanos;

    private final HookCalls calls = new HookCalls(
            (hook, args, kwargs) -> {
                sent.add(hook);
                answers.add(new CompletableFuture<>());
                return answers.getLast();
            },
            1,
            2,
            waiting,
            () -> nowNanos);

    private CompletableFuture<Optional<CallResult>> tell(String name) {
        return calls.tell(HOOK, 100, () -> {
            made.add(name);
            return Map.of();
        });
    }

    @Test
    void the_arguments_of_a_call_are_made_when_its_turn_comes() {
        CompletableFuture<Optional<CallResult>> first = tell("first");
        tell("second");
        assertThat(made).containsExactly("first");
        answers.getFirst().complete(Optional.empty());
        assertThat(first).isCompletedWithValue(Optional.empty());
        assertThat(made).containsExactly("first", "second");
    }

    @Test
    void the_time_of_a_call_begins_when_it_is_queued() {
        tell("first");
        tell("second");
        CompletableFuture<Optional<CallResult>> late = calls.tell(new ProcedureHook("esb.in", 300), Map.of());
        nowNanos += TimeUnit.MILLISECONDS.toNanos(400);
        answers.getFirst().complete(Optional.empty());
        assertThat(sent).last().isEqualTo(new ProcedureHook("esb.in", 600));
        answers.getLast().complete(Optional.empty());
        assertThat(sent).hasSize(2);
        assertThat(catchThrowable(late::join))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WampException.class, error -> assertThat(error.uri()).isEqualTo("wamp.error.timeout"));
    }

    @Test
    void a_dropped_call_is_not_made_and_a_started_one_goes_on() {
        CompletableFuture<Optional<CallResult>> first = tell("first");
        CompletableFuture<Optional<CallResult>> second = tell("second");
        tell("third");
        calls.drop(first);
        calls.drop(second);
        assertThat(first).isNotDone();
        assertThat(second).isCancelled();
        answers.getFirst().complete(Optional.empty());
        assertThat(made).containsExactly("first", "third");
    }

    @Test
    void calls_about_clients_that_have_left_are_limited_and_others_are_not() {
        tell("running");
        CompletableFuture<Optional<CallResult>> first = calls.tellEnd(HOOK, Map.of());
        CompletableFuture<Optional<CallResult>> second = calls.tellEnd(HOOK, Map.of());
        assertThat(catchThrowable(calls.tellEnd(HOOK, Map.of())::join))
                .cause()
                .isInstanceOfSatisfying(WampException.class, error -> assertThat(error.uri())
                        .isEqualTo("signalbox.error.limit_exceeded"));
        CompletableFuture<Optional<CallResult>> living = tell("living");
        assertThat(waiting.sum()).isEqualTo(3);
        answers.getLast().complete(Optional.empty());
        assertThat(sent).hasSize(2);
        calls.drop(second);
        assertThat(second).isCancelled();
        assertThat(calls.tellEnd(HOOK, Map.of())).isNotDone();
        assertThat(calls.tellEnd(HOOK, Map.of())).isNotDone();
        assertThat(first).isNotDone();
        assertThat(living).isNotDone();
        for (int i = 1; i < 5; i++) {
            answers.get(i).complete(Optional.empty());
        }
        assertThat(waiting.sum()).isZero();
    }

    @Test
    void a_message_that_is_not_of_its_content_type_fails_its_call_and_gives_up_its_turn() {
        CompletableFuture<Optional<CallResult>> wrong = calls.tell(HOOK, 100, () -> {
            throw new InvalidContentException("no JSON");
        });
        assertThat(catchThrowable(wrong::join)).cause().isInstanceOf(InvalidContentException.class);
        tell("next");
        assertThat(made).containsExactly("next");
    }

    @Test
    void the_arguments_of_a_long_message_are_made_on_a_virtual_thread() throws InterruptedException {
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        for (int bytes : new int[] {HookCalls.MAX_INLINE_BYTES, HookCalls.MAX_INLINE_BYTES + 1}) {
            CompletableFuture<Optional<CallResult>> call = calls.tell(HOOK, bytes, () -> {
                threads.add(Thread.currentThread());
                throw new InvalidContentException("no JSON");
            });
            assertThat(catchThrowable(call::join)).cause().isInstanceOf(InvalidContentException.class);
        }
        assertThat(threads.take()).isSameAs(Thread.currentThread());
        assertThat(threads.take().isVirtual()).isTrue();
    }
}
