package io.signalbox.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Scenario of thousands of clients that lose their connections and reconnect at once, beside other clients that
 * stay.
 */
final class ReconnectingClients implements Overload {
    private static final int NEIGHBOURS = 200;
    private static final long ACCEPTED_MILLIS = 5_000;
    private static final long GIVE_UP_MILLIS = 30_000;
    private static final int ROUNDS = 3;

    @Override
    public void play(Scene scene, BystanderProcess bystander) throws IOException {
        int count = scene.options().number("connections", 2_000);
        List<Scene.Member> neighbours = scene.join(NEIGHBOURS, message -> {});
        List<Scene.Member> clients = scene.join(count, message -> {});
        bystander.takeLatencies();
        scene.run(3_000);
        scene.verdict().latency("calls of a neighbour before:", bystander.takeLatencies());
        for (int round = 1; round <= ROUNDS; round++) {
            long start = System.nanoTime();
            for (Scene.Member client : clients) {
                client.client().cut();
            }
            List<Scene.Member> again = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                again.add(scene.begin(message -> {}));
            }
            scene.runUntil(() -> Scene.joined(again) == count, GIVE_UP_MILLIS);
            double millis = (System.nanoTime() - start) / 1e6;
            scene.verdict().exactly("round " + round + ": accepted", Scene.joined(again), count);
            scene.verdict().atMost("all within ms", Math.rint(millis), ACCEPTED_MILLIS);
            scene.verdict().latency("meanwhile:", bystander.takeLatencies());
            clients = again;
            scene.run(2_000);
            bystander.takeLatencies();
        }
        scene.verdict().exactly("neighbours closed", NEIGHBOURS - Scene.open(neighbours), 0);
        scene.verdict().exactly("of those accepted closed", count - Scene.open(clients), 0);
    }
}
