package io.signalbox.router.match;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShapeTest {

    @Test
    void a_pattern_fits_only_with_its_literals_and_wildcards_where_they_belong() {
        Shape shape = Shape.of("a..c");

        assertThat(shape.fits("a..c", "a.b.c")).isTrue();
        assertThat(shape.fits("x..c", "a.b.c")).isFalse();
        assertThat(shape.fits("a..cc", "a.b.c")).isFalse();
        assertThat(shape.fits("a..", "a.b.c")).isFalse();
        assertThat(shape.fits("a.b.c", "a.b.c")).isFalse();
        assertThat(shape.fits("..c", "a.b.c")).isFalse();
    }

    @Test
    void a_pattern_with_more_or_fewer_components_does_not_fit() {
        assertThat(Shape.of("a.").fits("a..", "a.b")).isFalse();
        assertThat(Shape.of("a.").fits("a", "a.b")).isFalse();
        assertThat(Shape.of("a").fits("a.", "a")).isFalse();
        assertThat(Shape.of("").fits("", "a")).isTrue();
        assertThat(Shape.of("").fits(".", "a")).isFalse();
    }

    @Test
    void an_empty_component_of_a_uri_is_no_literal() {
        assertThat(Shape.of("a.b").fits("a.", "a.")).isFalse();
        assertThat(Shape.of("a.").fits("a.", "a.")).isTrue();
    }

    @Test
    void of_two_shapes_the_one_comes_first_whose_first_difference_is_a_literal() {
        assertThat(Shape.of("a..")).isLessThan(Shape.of(".b.c"));
        assertThat(Shape.of("a.b.")).isLessThan(Shape.of("a..c"));
        assertThat(Shape.of("a..c")).isEqualByComparingTo(Shape.of("x..z"));
    }
}
