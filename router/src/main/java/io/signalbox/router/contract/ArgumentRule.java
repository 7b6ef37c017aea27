package io.signalbox.router.contract;

import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.session.ContractViolation;
import io.signalbox.router.session.PayloadRule;

/** Rule of a payload contract for one kind of message: the schemas of its arguments. Thread-safe. */
final class ArgumentRule implements PayloadRule {
    /** Every serializer parses the payloads of all formats. */
    private static final Serializer SERIALIZER = new Serializers().of(WireFormat.JSON);

    private final String name;
    private final PayloadSchema args;
    private final PayloadSchema kwargs;
    private final boolean rejects;
    private final long maxBytes;

    /**
     * @param name the name in log lines
     * @param args schema of the positional arguments as an array; null to accept any
     * @param kwargs schema of the keyword arguments as an object; null to accept any
     * @param rejects whether a violation is rejected; otherwise a violation is only logged
     * @param maxBytes the maximum payload; a longer one is a violation and is not parsed
     */
    ArgumentRule(String name, PayloadSchema args, PayloadSchema kwargs, boolean rejects, long maxBytes) {
        this.name = name;
        this.args = args;
        this.kwargs = kwargs;
        this.rejects = rejects;
        this.maxBytes = maxBytes;
    }

    @Override
    public ContractViolation violation(Payload payload) {
        if (payload.length() > maxBytes) {
            return tooBig(this, payload, maxBytes, rejects);
        }
        if (args != null) {
            PayloadSchema.Mismatch mismatch = args.mismatch(JsonTree.of(SERIALIZER.arguments(payload)));
            if (mismatch != null) {
                return violation("$.args", mismatch);
            }
        }
        if (kwargs != null) {
            PayloadSchema.Mismatch mismatch = kwargs.mismatch(JsonTree.of(SERIALIZER.keywordArguments(payload)));
            if (mismatch != null) {
                return violation("$.kwargs", mismatch);
            }
        }
        return null;
    }

    /** Returns the violation of a rule by a payload that is too large to be parsed. */
    static ContractViolation tooBig(PayloadRule rule, Payload payload, long maxBytes, boolean rejected) {
        String text = "the payload of " + payload.length() + " bytes exceeds the maximum of " + maxBytes
                + " bytes for a checked payload";
        return new ContractViolation(rule, "$", text, rejected);
    }

    private ContractViolation violation(String root, PayloadSchema.Mismatch mismatch) {
        return new ContractViolation(this, root + mismatch.path(), mismatch.message(), rejects);
    }

    @Override
    public String toString() {
        return name;
    }
}
