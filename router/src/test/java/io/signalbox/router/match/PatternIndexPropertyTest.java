package io.signalbox.router.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.message.MatchPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the index with {@link NaiveMatcher} over random changes, with few words so that patterns overlap. */
class PatternIndexPropertyTest {

    private static final List<String> WORDS = List.of("a", "b", "ab", "abc", "ä", "a-b", "x1");

    /** Source of zeros, with which many strings have the same hash. */
    private static final RandomGenerator NO_SALT = () -> 0;

    private final NaiveMatcher naive = new NaiveMatcher();
    private PatternIndex<Integer> index;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void the_index_answers_like_the_naive_matcher(long seed) {
        index = new PatternIndex<>(new UriHash(new SplittableRandom(seed)));
        answersLikeTheNaiveMatcher(new SplittableRandom(seed));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void it_does_so_when_very_many_hashes_are_the_same(long seed) {
        index = new PatternIndex<>(new UriHash(NO_SALT));
        answersLikeTheNaiveMatcher(new SplittableRandom(seed));
    }

    private void answersLikeTheNaiveMatcher(SplittableRandom random) {
        for (int round = 0; round < 3_000; round++) {
            change(random, round);
            compare(randomUri(random, 0), random.nextInt(1, 5));
        }

        assertThat(index.size()).isEqualTo(naive.values().size());
        for (Map.Entry<NaiveMatcher.Pattern, Integer> entry : naive.values().entrySet()) {
            NaiveMatcher.Pattern pattern = entry.getKey();
            assertThat(index.get(pattern.match(), pattern.uri())).isEqualTo(entry.getValue());
            assertThat(index.remove(pattern.match(), pattern.uri())).isEqualTo(entry.getValue());
        }
        assertThat(index.size()).isZero();
    }

    private void change(SplittableRandom random, int value) {
        MatchPolicy match = MatchPolicy.values()[random.nextInt(3)];
        String uri = randomUri(random, match == MatchPolicy.EXACT ? 0 : 40);
        if (match == MatchPolicy.PREFIX) {
            uri = uri.substring(0, random.nextInt(uri.length() + 1));
        }
        NaiveMatcher.Pattern pattern = new NaiveMatcher.Pattern(match, uri);
        Integer standing = naive.values().get(pattern);
        assertThat(index.get(match, uri)).isEqualTo(standing);
        if (standing == null) {
            index.put(match, uri, value);
            naive.values().put(pattern, value);
        } else {
            assertThat(index.remove(match, uri)).isEqualTo(standing);
            naive.values().remove(pattern);
        }
    }

    private void compare(String uri, int admittedModulo) {
        List<Integer> expected = naive.matches(uri);
        List<Integer> found = new ArrayList<>();
        index.forEachMatch(uri, found::add);
        assertThat(found).as(uri).containsExactlyInAnyOrderElementsOf(expected);

        List<Integer> offered = new ArrayList<>();
        index.best(uri, value -> {
            offered.add(value);
            return false;
        });
        assertThat(offered).as(uri).isEqualTo(expected);

        Predicate<Integer> admits = value -> value % admittedModulo == 0;
        assertThat(index.best(uri, admits))
                .as(uri)
                .isEqualTo(expected.stream().filter(admits).findFirst().orElse(null));
    }

    private static String randomUri(SplittableRandom random, int emptyPercent) {
        List<String> components = new ArrayList<>();
        int count = random.nextInt(1, 6);
        for (int i = 0; i < count; i++) {
            boolean empty = random.nextInt(100) < emptyPercent;
            components.add(empty ? "" : WORDS.get(random.nextInt(WORDS.size())));
        }
        return String.join(".", components);
    }
}
