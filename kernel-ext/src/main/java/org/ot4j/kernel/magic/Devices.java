package org.ot4j.kernel.magic;

import ai.djl.Device;
import ai.djl.engine.Engine;
import java.util.StringJoiner;

/** The processors that arrays can live on. */
final class Devices {
    private Devices() {}

    static String text(Engine engine) {
        var text = new StringJoiner(", ");
        text.add("cpu (" + Runtime.getRuntime().availableProcessors() + " cores)");
        for (int i = 0; i < engine.getGpuCount(); i++) {
            text.add("gpu " + i);
        }
        Device first = engine.defaultDevice();
        return text + "; arrays start on the " + first.getDeviceType();
    }
}
