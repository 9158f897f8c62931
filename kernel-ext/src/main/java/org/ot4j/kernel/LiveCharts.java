package org.ot4j.kernel;

import java.util.Collections;
import java.util.Map;
import java.util.UUID;
import java.util.WeakHashMap;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.ot4j.kernel.output.CellOutput;
import org.ot4j.plot.Chart;
import org.ot4j.plot.ChartDisplay;
import org.ot4j.plot.Live;

/** Charts that are updated in place below the running cell. */
final class LiveCharts implements ChartDisplay {
    private final BaseKernel kernel;
    private final CellOutput output;
    private final Map<Object, String> ids = Collections.synchronizedMap(new WeakHashMap<>());

    LiveCharts(BaseKernel kernel, CellOutput output) {
        this.kernel = kernel;
        this.output = output;
    }

    /** Shows live charts from now on. Returns an action that undoes this. */
    Runnable install() {
        ChartDisplay before = Live.setDisplay(this);
        return () -> Live.setDisplay(before);
    }

    @Override
    public void show(Object key, Chart chart) {
        var display = kernel.getIO().display;
        if (!display.isAttached()) {
            return; // nobody would see it
        }
        boolean first = !ids.containsKey(key);
        String id = ids.computeIfAbsent(key, k -> UUID.randomUUID().toString());
        DisplayData data = kernel.getRenderer().render(chart);
        data.putTransientData("display_id", id);
        output.run(first ? () -> display.display(data) : () -> display.updateDisplay(data));
    }
}
