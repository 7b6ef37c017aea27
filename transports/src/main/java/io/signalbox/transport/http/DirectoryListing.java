package io.signalbox.transport.http;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Page with the served entries of a directory. Lists no more than {@link #MAX_ENTRIES} entries, in an unspecified
 * selection, because each request makes the page in memory. Stateless and thread-safe.
 */
final class DirectoryListing {
    static final int MAX_ENTRIES = 10_000;

    private static final Comparator<Entry> DIRECTORIES_FIRST =
            Comparator.comparing((Entry entry) -> !entry.isDirectory).thenComparing(Entry::name);

    private DirectoryListing() {}

    /** One served entry. */
    private record Entry(String name, boolean isDirectory, long sizeBytes, String modified) {}

    /**
     * Returns the page.
     *
     * @param title the decoded path of the directory, which ends with a slash
     * @param served returns the real path of the entry with a name; empty for an entry that is not served
     */
    static String page(String title, Path directory, Function<String, Optional<Path>> served) throws IOException {
        List<Entry> entries = new ArrayList<>();
        boolean isWhole = read(directory, served, entries);
        entries.sort(DIRECTORIES_FIRST);
        StringBuilder page = new StringBuilder(256 + entries.size() * 128);
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>");
        String heading = HtmlText.escaped(title);
        page.append(heading)
                .append("</title></head>\n<body>\n<h1>")
                .append(heading)
                .append("</h1>\n<table>\n");
        if (!title.equals("/")) {
            page.append("<tr><td><a href=\"../\">..</a></td></tr>\n");
        }
        entries.forEach(entry -> append(entry, page));
        page.append("</table>\n");
        if (!isWhole) {
            page.append("<p>The directory has more than ").append(MAX_ENTRIES).append(" entries.</p>\n");
        }
        return page.append("</body>\n</html>\n").toString();
    }

    /** Returns false if the directory has more entries than {@link #MAX_ENTRIES}. */
    private static boolean read(Path directory, Function<String, Optional<Path>> served, List<Entry> entries)
            throws IOException {
        int seen = 0;
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            for (Path child : children) {
                if (++seen > MAX_ENTRIES) {
                    return false;
                }
                String name = child.getFileName().toString();
                Optional<Path> real = served.apply(name);
                if (real.isPresent()) {
                    add(name, real.get(), entries);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return true;
    }

    private static void add(String name, Path real, List<Entry> entries) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
            String modified = attributes
                    .lastModifiedTime()
                    .toInstant()
                    .truncatedTo(ChronoUnit.SECONDS)
                    .toString();
            entries.add(new Entry(name, attributes.isDirectory(), attributes.size(), modified));
        } catch (NoSuchFileException e) {
            // The entry was removed after the directory was read.
        }
    }

    private static void append(Entry entry, StringBuilder page) {
        String slash = entry.isDirectory ? "/" : "";
        String reference = StaticFiles.encoded(entry.name) + slash;
        page.append("<tr><td><a href=\"").append(reference).append("\">");
        page.append(HtmlText.escaped(entry.name)).append(slash).append("</a></td><td>");
        page.append(entry.modified).append("</td><td>");
        page.append(entry.isDirectory ? "" : String.valueOf(entry.sizeBytes)).append("</td></tr>\n");
    }
}
