package io.signalbox.transport.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * Files that others change while the node runs. A change counts when the files have stood still from one look to the next,
 * because files that belong together are written one after the other. Not thread-safe.
 */
public final class ChangedFiles {
    private final List<Path> files;
    private List<String> settled;
    private List<String> seen;

    /** Takes the files as they are now for unchanged. */
    public ChangedFiles(List<Path> files) {
        this.files = List.copyOf(files);
        settle();
    }

    /** Takes the files as they are now for unchanged. */
    public void settle() {
        settled = states();
        seen = settled;
    }

    /** Looks at the files. Returns true once for each change. */
    public boolean haveSettled() {
        List<String> now = states();
        boolean isStill = now.equals(seen);
        seen = now;
        if (!isStill || now.equals(settled)) {
            return false;
        }
        settled = now;
        return true;
    }

    /** Returns what tells a changed file from an unchanged one: links are followed, so an exchanged link changes it. */
    private List<String> states() {
        List<String> states = new ArrayList<>();
        for (Path file : files) {
            try {
                BasicFileAttributes state = Files.readAttributes(file, BasicFileAttributes.class);
                states.add(state.fileKey() + " " + state.size() + " " + state.lastModifiedTime());
            } catch (IOException e) {
                states.add("none");
            }
        }
        return states;
    }
}
