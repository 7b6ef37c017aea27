package com.example;

import io.signalbox.client.Component;
import io.signalbox.client.ComponentContext;

/** Component that registers com.example.add. */
public final class Adder implements Component {
    @Override
    public void start(ComponentContext context) {
        int more = context.extra().path("more").asInt();
        context.session()
                .register(
                        "com.example.add",
                        call -> call.arg(0, Integer.class) + call.arg(1, Integer.class) + more);
    }
}
