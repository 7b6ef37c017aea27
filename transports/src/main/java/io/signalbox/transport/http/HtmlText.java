package io.signalbox.transport.http;

/** Text inside of an HTML page. Stateless and thread-safe. */
public final class HtmlText {
    private HtmlText() {}

    /** Returns the text with references in place of the characters with a meaning in HTML. */
    public static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
