package io.signalbox.transport.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * Files that change while the node runs. A change counts if the files are the same in two successive checks, because key and
 * certificate are written one after the other. Not thread-safe.
 */
public final class ChangedFiles {
    private final List<Path> files;
    private List<String> settled;
    private List<String> seen;

    /** Sets the current state of the files as the unchanged state. */
    public ChangedFiles(List<Path> files) {
        this.files = List.copyOf(files);
        settle();
    }

    /** Sets the current state of the files as the unchanged state. */
    public void settle() {
        settled = states();
        seen = settled;
    }

    /** Checks the files. Returns true once for each change. */
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

    /** Returns the attributes that a change of the file changes. Follows links, so that a replaced link is a change. */
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
