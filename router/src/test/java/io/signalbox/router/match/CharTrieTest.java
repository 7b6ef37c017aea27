package io.signalbox.router.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CharTrieTest {

    private final CharTrie<String> trie = new CharTrie<>();

    @Test
    void an_emptied_trie_keeps_no_node() {
        Random random = new Random(11);
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            keys.add("com.myapp." + Integer.toString(i * 7, 2 + i % 3) + (i % 5 == 0 ? "." : ".x") + i);
        }
        for (int churn = 0; churn < 3; churn++) {
            Collections.shuffle(keys, random);
            keys.forEach(key -> trie.put(key, key));
            assertThat(trie.size()).isEqualTo(keys.size());
            assertThat(trie.nodeCount()).isLessThan(2 * keys.size());
            Collections.shuffle(keys, random);
            keys.forEach(key -> assertThat(trie.remove(key)).isEqualTo(key));
            assertThat(trie.size()).isZero();
            assertThat(trie.nodeCount()).isZero();
        }
    }

    @Test
    void a_branch_that_lost_its_second_child_is_joined_again() {
        trie.put("abcdef", "1");
        trie.put("abcxyz", "2");
        trie.put("abc", "3");
        assertThat(trie.nodeCount()).isEqualTo(3);

        trie.remove("abcxyz");
        trie.remove("abc");
        assertThat(trie.nodeCount()).isOne();
        assertThat(trie.get("abcdef")).isEqualTo("1");
        assertThat(trie.get("abc")).isNull();
    }

    @Test
    void a_beginning_of_a_key_is_not_a_key() {
        trie.put("abc", "1");

        assertThat(trie.get("ab")).isNull();
        assertThat(trie.get("abcd")).isNull();
        assertThat(trie.remove("ab")).isNull();
        assertThat(trie.remove("")).isNull();
        assertThat(trie.size()).isOne();
    }
}
