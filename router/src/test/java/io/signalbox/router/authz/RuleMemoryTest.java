package io.signalbox.router.authz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.message.MatchPolicy;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RuleMemoryTest {

    private static final PermissionRule RULE = new PermissionRule("", MatchPolicy.PREFIX, Set.of(), Set.of());

    private final RuleMemory memory = new RuleMemory(4, 1 << 20);

    @Test
    void it_never_holds_more_than_its_capacity() {
        for (int i = 0; i < 100; i++) {
            memory.remember("uri" + i, RULE);
            memory.recall("uri" + (i - 1));
            assertThat(memory.size()).isLessThanOrEqualTo(4);
        }
        assertThat(memory.forgotten()).isEqualTo(100L - memory.size());
    }

    @Test
    void long_uris_are_fewer() {
        RuleMemory bounded = new RuleMemory(1_000, 100_000);
        for (int i = 0; i < 1_000; i++) {
            bounded.remember("u".repeat(1_950) + i, RULE);
            assertThat(bounded.size()).isLessThanOrEqualTo(24);
        }
        assertThat(bounded.forgotten()).isEqualTo(1_000L - bounded.size());
        bounded.remember("u".repeat(100_000), RULE);
        assertThat(bounded.recall("u".repeat(100_000))).isSameAs(RULE);
    }

    @Test
    void what_is_used_again_outlives_what_is_not() {
        memory.remember("used", RULE);
        for (int i = 0; i < 10; i++) {
            memory.remember("uri" + i, RULE);
            assertThat(memory.recall("used")).isSameAs(RULE);
        }

        assertThat(memory.recall("uri0")).isNull();
        assertThat(memory.misses()).isOne();
    }

    @Test
    void a_capacity_without_two_generations_is_refused() {
        assertThatThrownBy(() -> new RuleMemory(1, 1 << 20)).isInstanceOf(IllegalArgumentException.class);
    }
}
