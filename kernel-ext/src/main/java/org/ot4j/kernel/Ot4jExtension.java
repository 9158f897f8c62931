package org.ot4j.kernel;

import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.BaseKernel;

/** Found by the kernel through {@code META-INF/services}: installs all that this module adds. */
public final class Ot4jExtension implements Extension {
    @Override
    public void install(BaseKernel kernel) {
        kernel.evalRaw(StartUp.snippets());
    }
}
