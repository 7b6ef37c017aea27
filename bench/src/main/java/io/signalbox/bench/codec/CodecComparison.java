package io.signalbox.bench.codec;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongUnaryOperator;

/**
 * Program that compares one operation of the codecs of two builds. Both are loaded into one process and run in turns of about
 * a millisecond, so that whatever else the machine does slows down both. The older build is loaded twice; the difference of
 * the two is noise.
 *
 * <p>The class path of the program has neither build.
 */
public final class CodecComparison {
    /** Messages that are decoded, and messages that are encoded. */
    static final List<String> OPERATIONS = List.of("CALL", "PUBLISH", "INVOCATION", "EVENT");

    private static final int REPETITIONS = 20_000;
    private static final int WARM_UP_TURNS = 750;
    private static final int TURNS = 500;

    private CodecComparison() {}

    /** Takes the operation, the format, and the folders of classes: of the benchmark, of the old and of the new build. */
    public static void main(String[] arguments) throws ReflectiveOperationException, MalformedURLException {
        String operation = arguments[0];
        String format = arguments[1];
        Path benchmark = Path.of(arguments[2]);
        Path old = Path.of(arguments[3]);
        LongUnaryOperator[] sides = {
            load(operation, format, benchmark, old),
            load(operation, format, benchmark, old),
            load(operation, format, benchmark, Path.of(arguments[4]))
        };
        for (int turn = 0; turn < WARM_UP_TURNS; turn++) {
            for (LongUnaryOperator side : sides) {
                side.applyAsLong(REPETITIONS);
            }
        }
        double[][] nanos = measure(sides);
        System.out.printf(
                Locale.ROOT,
                "| %s %s | %.1f | %.1f | %.3f | %.3f |%n",
                format,
                operation,
                median(nanos[0]),
                median(nanos[2]),
                median(ratios(nanos[2], nanos[0])),
                median(ratios(nanos[1], nanos[0])));
    }

    private static LongUnaryOperator load(String operation, String format, Path benchmark, Path build)
            throws ReflectiveOperationException, MalformedURLException {
        URL[] folders = {build.toUri().toURL(), benchmark.toUri().toURL()};
        // The program's own class loader has the class of the operation as well, but over no build.
        ClassLoader loader = new URLClassLoader(folders, ClassLoader.getPlatformClassLoader());
        return (LongUnaryOperator) loader.loadClass(CodecOperation.class.getName())
                .getConstructor(String.class, String.class)
                .newInstance(operation, format);
    }

    /** Measures the sides in turns, each time with another one first. */
    private static double[][] measure(LongUnaryOperator[] sides) {
        double[][] nanos = new double[sides.length][TURNS];
        for (int turn = 0; turn < TURNS; turn++) {
            for (int i = 0; i < sides.length; i++) {
                int side = (turn + i) % sides.length;
                nanos[side][turn] = (double) sides[side].applyAsLong(REPETITIONS) / REPETITIONS;
            }
        }
        return nanos;
    }

    private static double[] ratios(double[] nanos, double[] others) {
        double[] ratios = new double[nanos.length];
        Arrays.setAll(ratios, i -> nanos[i] / others[i]);
        return ratios;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
