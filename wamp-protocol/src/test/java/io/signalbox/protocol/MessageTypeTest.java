package io.signalbox.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.message.MessageType;
import org.junit.jupiter.api.Test;

final class MessageTypeTest {

    @Test
    void every_type_is_found_by_its_code_and_no_other_code_exists() {
        int found = 0;
        for (int code = -1; code < 300; code++) {
            MessageType type = MessageType.find(code);
            if (type != null) {
                assertThat(type.code()).isEqualTo(code);
                found++;
            }
        }
        assertThat(found).isEqualTo(24);
    }
}
