package org.ot4j.kernel;

import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.ot4j.base.Progress;
import org.ot4j.base.ProgressDisplay;
import org.ot4j.kernel.display.Renderers;
import org.ot4j.kernel.magic.MagicHints;
import org.ot4j.kernel.magic.Magics;

/** Found by the kernel through {@code META-INF/services}: installs all that this module adds. */
public final class Ot4jExtension implements Extension {
    private ProgressDisplay before;

    @Override
    public void install(BaseKernel kernel) {
        EndWithParent.watch();
        StartUp.run(kernel);
        Renderers.register(kernel.getRenderer());
        Magics.register(kernel);
        ErrorStyle.install(kernel);
        var progress = new KernelProgress(kernel);
        before = Progress.setDisplay(progress);
        var hints = new MagicHints(kernel);
        FrontEnd.whenConnected(
                connection -> {
                    progress.follow(connection);
                    Hints.install(connection, hints);
                });
        WarmUp.start();
    }

    @Override
    public void uninstall(BaseKernel kernel) {
        if (before != null) {
            Progress.setDisplay(before);
        }
    }
}
