package io.signalbox.router.cookie;

import java.nio.file.Path;

/** Process that lets logins come and go, and tells each login that is kept. */
final class CookieWriter {
    static final int LOGINS = 10_000;

    private CookieWriter() {}

    public static void main(String[] arguments) throws Exception {
        CookieFile file = new CookieFile(Path.of(arguments[0]), false);
        CookieScene scene = new CookieScene(file);
        file.start();
        for (int i = 0; i < LOGINS; i++) {
            System.out.println(scene.logIn("joe" + i));
            System.out.flush();
        }
    }
}
