package io.signalbox.router.contract;

import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.session.ContractViolation;
import io.signalbox.router.session.PayloadRule;

/** The schemas for the arguments of one kind of message under one contract. Any thread may use it. */
final class ArgumentRule implements PayloadRule {
    /** Any serializer takes apart the payloads of all formats. */
    private static final Serializer SERIALIZER = new Serializers().of(WireFormat.JSON);

    private final String name;
    private final PayloadSchema args;
    private final PayloadSchema kwargs;
    private final boolean rejects;
    private final long maxBytes;

    /**
     * @param name what logs call it
     * @param args for the positional arguments as an array; null when anything goes
     * @param kwargs for the keyword arguments as an object; null when anything goes
     * @param rejects whether violations are refused; else they are only logged
     * @param maxBytes what breaks the rule without being looked at
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
            SchemaMismatch mismatch = args.mismatch(JsonTree.of(SERIALIZER.arguments(payload)));
            if (mismatch != null) {
                return violation("$.args", mismatch);
            }
        }
        if (kwargs != null) {
            SchemaMismatch mismatch = kwargs.mismatch(JsonTree.of(SERIALIZER.keywordArguments(payload)));
            if (mismatch != null) {
                return violation("$.kwargs", mismatch);
            }
        }
        return null;
    }

    /** The violation of any rule by a payload that is not looked at. */
    static ContractViolation tooBig(PayloadRule rule, Payload payload, long maxBytes, boolean rejected) {
        String text = payload.length() + " bytes are too many to be checked, " + maxBytes + " are the most";
        return new ContractViolation(rule, "$", text, rejected);
    }

    private ContractViolation violation(String root, SchemaMismatch mismatch) {
        return new ContractViolation(this, root + mismatch.path(), mismatch.message(), rejects);
    }

    @Override
    public String toString() {
        return name;
    }
}
