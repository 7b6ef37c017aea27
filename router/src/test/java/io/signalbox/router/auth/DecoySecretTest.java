package io.signalbox.router.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DecoySecretTest {
    private final DecoySecret secret = DecoySecret.random(new Random(1));

    @Test
    void a_new_form_changes_no_decoy_that_does_not_get_the_new_form() {
        int moved = 0;
        for (int i = 0; i < 300; i++) {
            String before = secret.choice(List.of("a", "b"), "user" + i);
            String after = secret.choice(List.of("a", "b", "c"), "user" + i);
            assertThat(after).isIn(before, "c");
            assertThat(secret.choice(List.of("c", "b", "a"), "user" + i)).isEqualTo(after);
            moved += after.equals("c") ? 1 : 0;
        }
        // A third of 300, with a seed.
        assertThat(moved).isBetween(70, 130);
        assertThat(secret.choice(List.of("a"), "joe")).isEqualTo("a");
    }
}
