package org.ot4j.kernel.magic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.Test;

class DevicesTest {
    /** A manager says where its arrays would be; none is made, so no such device is needed. */
    @Test
    void newManagersStartOnTheDeviceChosen() {
        Engine engine = Engine.getInstance();
        Device before = engine.defaultDevice();
        try {
            Devices.start(engine, Device.gpu(1));
            try (NDManager manager = NDManager.newBaseManager()) {
                assertEquals(Device.gpu(1), manager.getDevice());
            }
        } finally {
            Devices.start(engine, before);
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            assertEquals(before, manager.getDevice());
        }
    }
}
