package io.signalbox.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class KnownUrisTest {
    private final KnownUris uris = new KnownUris();

    private String read(String text) {
        byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.ISO_8859_1);
        return uris.text(bytes, 1, bytes.length - 1);
    }

    @Test
    void a_uri_that_is_used_again_and_again_is_made_once() {
        read("com.example.topic");
        String known = read("com.example.topic");

        assertThat(read("com.example.topic")).isEqualTo("com.example.topic").isSameAs(known);
    }

    @Test
    void what_comes_once_is_not_remembered() {
        assertThat(read("com.example.topic")).isNotSameAs(read("com.example.topic"));
    }

    @Test
    void uris_that_differ_in_few_characters_do_not_displace_one_another() {
        int displaced = 0;
        for (int round = 0; round < 3; round++) {
            displaced = 0;
            for (int i = 0; i < 100; i++) {
                String uri = "com.example.topic" + i;
                displaced += read(uri) == read(uri) ? 0 : 1;
            }
        }
        // A hundred in a thousand slots: some five pairs meet by chance.
        assertThat(displaced).isLessThan(20);
    }

    @Test
    void every_length_is_read_as_it_is() {
        String text = "abcdefghijklmnopqrstuvwxyz.".repeat(6);
        for (int length = 0; length <= text.length(); length++) {
            for (int times = 0; times < 4; times++) {
                assertThat(read(text.substring(0, length))).isEqualTo(text.substring(0, length));
            }
        }
    }

    @Test
    void long_uris_are_not_remembered() {
        String text = "a".repeat(129);
        read(text);
        read(text);

        assertThat(read(text)).isEqualTo(text).isNotSameAs(read(text));
    }

    @Test
    void each_thread_reads_with_its_own_through_a_serializer_that_both_use() throws Exception {
        Serializer serializer = new Serializers().of(WireFormat.JSON);
        String here = topicKnownTo(serializer);

        FutureTask<String> theirs = new FutureTask<>(() -> topicKnownTo(serializer));
        Thread.ofPlatform().start(theirs);

        assertThat(theirs.get()).isEqualTo(here).isNotSameAs(here);
        assertThat(topic(serializer)).isSameAs(here);
    }

    private static String topicKnownTo(Serializer serializer) {
        topic(serializer);
        String known = topic(serializer);
        assertThat(topic(serializer)).isSameAs(known);
        return known;
    }

    private static String topic(Serializer serializer) {
        byte[] bytes = "[16,1,{},\"com.example.topic\"]".getBytes(StandardCharsets.UTF_8);
        try {
            return ((Publish) serializer.decode(bytes, 0, bytes.length)).topic();
        } catch (ProtocolViolation violation) {
            throw new AssertionError(violation);
        }
    }
}
