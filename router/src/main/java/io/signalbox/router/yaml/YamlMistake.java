package io.signalbox.router.yaml;

import io.signalbox.router.yaml.YamlNode.Place;

/** Mistake of a YAML text that ends the parsing. */
public final class YamlMistake extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Place place;
    private final String remedy;

    YamlMistake(Place place, String text, String remedy) {
        super(text, null, false, false);
        this.place = place;
        this.remedy = remedy;
    }

    public Place place() {
        return place;
    }

    /** Returns the mistake in words. */
    public String text() {
        return getMessage();
    }

    public String remedy() {
        return remedy;
    }
}
