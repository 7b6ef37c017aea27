package io.signalbox.router.yaml;

import io.signalbox.router.yaml.YamlNode.Place;

/** A mistake because of which the rest of a YAML text cannot be read. */
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

    /** What is wrong. */
    public String text() {
        return getMessage();
    }

    public String remedy() {
        return remedy;
    }
}
