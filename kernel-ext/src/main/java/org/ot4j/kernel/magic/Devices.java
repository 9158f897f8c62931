package org.ot4j.kernel.magic;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.ot4j.kernel.inside.Inside;

/** The processors that arrays can live on. */
final class Devices {
    private Devices() {}

    static String text(Engine engine) {
        var text = new StringJoiner(", ");
        text.add("cpu (" + Runtime.getRuntime().availableProcessors() + " cores)");
        for (int i = 0; i < engine.getGpuCount(); i++) {
            text.add("gpu" + i);
        }
        return text + "; arrays start on " + name(engine.defaultDevice());
    }

    /** Creates arrays and models on a device from now on; existing ones stay where they are. */
    static void choose(Engine engine, String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        List<Device> all = all(engine);
        Device device =
                all.stream()
                        .filter(d -> name(d).equals(wanted.equals("gpu") ? "gpu0" : wanted))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new MagicError(
                                                "there is no device "
                                                        + name
                                                        + "; expected one of "
                                                        + names(engine)));
        start(engine, device);
    }

    /** The engine and its root manager each determine their device once and keep it. */
    static void start(Engine engine, Device device) {
        try (NDManager any = engine.newBaseManager()) {
            Inside.set(engine, "defaultDevice", device);
            Inside.set(any.getParentManager(), "device", device);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new MagicError("this version of the engine keeps its own device: " + e);
        }
    }

    static List<String> names(Engine engine) {
        return all(engine).stream().map(Devices::name).toList();
    }

    private static List<Device> all(Engine engine) {
        var devices = new ArrayList<Device>();
        devices.add(Device.cpu());
        for (int i = 0; i < engine.getGpuCount(); i++) {
            devices.add(Device.gpu(i));
        }
        return devices;
    }

    private static String name(Device device) {
        return device.isGpu() ? "gpu" + device.getDeviceId() : device.getDeviceType();
    }
}
