package io.signalbox.router.realm;

import io.signalbox.protocol.message.Payload;
import io.signalbox.router.session.ContractViolation;
import io.signalbox.router.session.PayloadContracts;
import io.signalbox.router.session.PayloadRule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;

/** Contracts for URIs below {@code under.}: a payload violates the contract if it contains the text {@code bad}. */
final class ScriptedContracts implements PayloadContracts {
    /** Offloaded checks, which wait until the test runs them. */
    final Queue<Runnable> aside = new ArrayDeque<>();

    boolean rejects = true;
    RuntimeException defect;

    private final PayloadRule rule = new PayloadRule() {
        @Override
        public ContractViolation violation(Payload payload) {
            if (defect != null) {
                throw defect;
            }
            String text = new String(payload.array(), payload.offset(), payload.length(), StandardCharsets.ISO_8859_1);
            return text.contains("bad") ? new ContractViolation(this, "$.args[0]", "bad", rejects) : null;
        }

        @Override
        public String toString() {
            return "scripted rule";
        }
    };

    @Override
    public PayloadRule call(String procedure) {
        return rule(procedure);
    }

    @Override
    public PayloadRule result(String procedure) {
        return rule(procedure);
    }

    @Override
    public PayloadRule event(String topic) {
        return rule(topic);
    }

    @Override
    public Map<String, Object> describe(String uri) {
        return rule(uri) == null ? null : Map.of("uri", uri);
    }

    @Override
    public void checkAside(Runnable check, int payloadBytes) {
        aside.add(check);
    }

    private PayloadRule rule(String uri) {
        return uri.startsWith("under.") ? rule : null;
    }
}
