package io.signalbox.router.schema;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Search for the known name that is most similar to a misspelled name. Stateless and thread-safe. */
public final class ClosestName {
    private ClosestName() {}

    /** Returns the most similar known name; empty if none is similar enough. */
    public static Optional<String> among(Collection<String> known, String written) {
        int tolerated = Math.max(1, written.length() / 3);
        return known.stream()
                .filter(name -> name.length() + tolerated >= written.length())
                .filter(name -> distance(normal(name), normal(written)) <= tolerated)
                .min(Comparator.comparingInt((String name) -> distance(normal(name), normal(written)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Returns the remedy that suggests the most similar known name. */
    public static Optional<String> question(Collection<String> known, String written) {
        return among(known, written).map(name -> "did you mean '" + name + "'?");
    }

    private static String normal(String name) {
        return name.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    /** Returns the number of edits, insertions, removals and swaps of neighbours between two names. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                cost[i][j] = Math.min(cost[i - 1][j - 1] + change, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
