package io.signalbox.gateway.hook;

import io.signalbox.gateway.hook.Hook.ProcedureHook;
import io.signalbox.gateway.hook.Hook.TopicHook;
import io.signalbox.router.schema.ConfigItem;
import java.util.Optional;

/**
 * Hook in a configuration. One of the two is present.
 *
 * @param timeoutMillis the time of a call; at least 1
 */
public record HookItem(Optional<String> procedure, Optional<String> topic, int timeoutMillis) {

    public Hook hook() {
        return procedure
                .<Hook>map(uri -> new ProcedureHook(uri, timeoutMillis))
                .orElseGet(() -> new TopicHook(topic.orElseThrow()));
    }

    /** Checks a hook, which may be absent, and refuses one that is not exactly a procedure or a topic. */
    public static void check(ConfigItem hook) {
        if (hook.isPresent()
                && hook.member("procedure").isAbsent() == hook.member("topic").isAbsent()) {
            hook.refuse("is either a procedure or a topic", "write one of 'procedure' and 'topic'");
        }
    }
}
