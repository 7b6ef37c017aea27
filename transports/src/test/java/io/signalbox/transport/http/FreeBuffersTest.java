package io.signalbox.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FreeBuffersTest {
    private final FreeBuffers buffers = new FreeBuffers();

    @ParameterizedTest
    @CsvSource({"1, 1024", "1024, 1024", "1025, 16384", "16384, 16384", "65536, 65536", "65537, 65537"})
    void a_buffer_has_room_for_what_was_asked(int asked, int capacity) {
        RetainableByteBuffer.Mutable buffer = buffers.acquire(asked, true);

        assertThat(buffer.getByteBuffer().capacity()).isEqualTo(capacity);
        assertThat(buffer.isDirect()).isTrue();
        assertThat(buffer.remaining()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_is_given_back_goes_out_again_empty_and_the_last_one_first(boolean isDirect) {
        RetainableByteBuffer.Mutable first = buffers.acquire(100, isDirect);
        RetainableByteBuffer.Mutable second = buffers.acquire(100, isDirect);
        assertThat(second).isNotSameAs(first);
        second.append(ByteBuffer.wrap(new byte[10]));
        first.release();
        second.release();

        RetainableByteBuffer.Mutable again = buffers.acquire(100, isDirect);
        assertThat(again).isSameAs(second);
        assertThat(again.remaining()).isZero();
        assertThat(again.isDirect()).isEqualTo(isDirect);
        assertThat(buffers.acquire(100, isDirect)).isSameAs(first);
    }

    @Test
    void a_buffer_that_is_retained_comes_back_with_the_last_release() {
        RetainableByteBuffer.Mutable buffer = buffers.acquire(100, true);
        buffer.retain();

        assertThat(buffer.release()).isFalse();
        assertThat(buffers.acquire(100, true)).isNotSameAs(buffer);
        assertThat(buffer.release()).isTrue();
        assertThat(buffers.acquire(100, true)).isSameAs(buffer);
    }

    @Test
    void to_release_twice_is_an_error_and_gives_nothing_back_twice() {
        RetainableByteBuffer.Mutable buffer = buffers.acquire(100, true);
        buffer.release();

        assertThatThrownBy(buffer::release).isInstanceOf(IllegalStateException.class);
        assertThat(buffers.acquire(100, true)).isSameAs(buffer);
        assertThat(buffers.acquire(100, true)).isNotSameAs(buffer);
    }

    @Test
    void of_many_that_come_back_at_once_only_some_are_kept() {
        List<RetainableByteBuffer.Mutable> stuck = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            stuck.add(buffers.acquire(64 * 1024, true));
        }
        stuck.forEach(RetainableByteBuffer::release);
        Map<Object, Boolean> known = new IdentityHashMap<>();
        stuck.forEach(one -> known.put(one, true));

        int again = 0;
        while (known.containsKey(buffers.acquire(64 * 1024, true))) {
            again++;
        }
        assertThat(again).isEqualTo(32);
    }

    @Test
    void cleared_it_has_none() {
        RetainableByteBuffer.Mutable buffer = buffers.acquire(100, false);
        buffer.release();
        buffers.clear();

        assertThat(buffers.acquire(100, false)).isNotSameAs(buffer);
    }
}
