package io.signalbox.transport.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.protocol.codec.ByteSink;
import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.TestHost;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A message that another thread has decoded has the outcome that it has on the selector's thread. */
class DecodingTest {
    private static final byte[] LONG = new byte[Decoding.MAX_SHORT_BYTES + 1];

    /** Serializer whose decoding fails as a defect does. */
    private static final class DefectiveSerializer implements Serializer {
        @Override
        public WireFormat format() {
            return WireFormat.CBOR;
        }

        @Override
        public WampMessage decode(byte[] bytes, int offset, int length) {
            throw new StackOverflowError("injected");
        }

        @Override
        public void encode(WampMessage message, ByteSink out) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Object> arguments(Payload payload) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<String, Object> keywordArguments(Payload payload) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Payload payload(List<?> arguments, Map<String, ?> keywordArguments) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void an_error_of_the_other_thread_is_thrown_when_the_message_has_its_turn() {
        Decoding decoding = new Decoding(new MessageFormat(new DefectiveSerializer(), null));
        decoding.begin(LONG);
        assertThat(decoding.isLong()).isTrue();
        decoding.decodeAhead();
        assertThat(decoding.isLong()).isFalse();
        assertThat(decoding.isPending()).isTrue();
        assertThatExceptionOfType(StackOverflowError.class)
                .isThrownBy(decoding::next)
                .withMessage("injected");
    }

    @Test
    void a_violation_of_the_other_thread_is_thrown_and_explained_once() {
        Decoding decoding = new Decoding(new MessageFormat(TestHost.SERIALIZERS.of(WireFormat.CBOR), null));
        decoding.begin(LONG);
        decoding.decodeAhead();
        assertThatExceptionOfType(ProtocolViolation.class)
                .isThrownBy(decoding::next)
                .satisfies(violation ->
                        assertThat(decoding.fault(violation).violation()).isSameAs(violation));
        assertThat(decoding.isPending()).isFalse();
        assertThat(decoding.isLong()).isFalse();
    }
}
