package io.signalbox.router.node;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Page about the node that everybody may see: without anything about its realms, clients, configuration and machine.
 *
 * @param agent name and version of the router, such as {@code Signalbox-0.1.0}
 * @param started when the node was started
 */
record NodePage(String agent, Instant started) {

    /** @param showVersion whether the page tells the version */
    String html(boolean showVersion) {
        String name = showVersion ? agent : agent.split("-", 2)[0];
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head><meta charset="utf-8"><title>%1$s</title>
                <style>body { font-family: sans-serif; margin: 3em; }</style></head>
                <body>
                <h1>%1$s</h1>
                <p>A router for <a href="https://wamp-proto.org/">WAMP</a>, running since <time>%2$s</time>.</p>
                </body>
                </html>
                """
                .formatted(name, started.truncatedTo(ChronoUnit.SECONDS));
    }
}
