package org.ot4j.kernel.shell;

import java.util.List;
import jdk.jshell.JShell;
import org.dflib.jjava.jupyter.kernel.BaseKernel;

/** The JShell behind a notebook. */
public final class UserShell {
    private UserShell() {}

    /**
     * The JShell of a kernel. The class that provides it is in the kernel's own jar, which is not
     * available at compile time.
     */
    public static JShell of(BaseKernel kernel) {
        try {
            return (JShell) kernel.getClass().getMethod("getJShell").invoke(kernel);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this kernel does not show its JShell", e);
        }
    }

    /** The loader of the classes of cells; the system loader if the kernel hides it. */
    public static ClassLoader loader(BaseKernel kernel) {
        try {
            Object evaluator = kernel.getClass().getMethod("getEvaluator").invoke(kernel);
            return (ClassLoader) evaluator.getClass().getMethod("getClassLoader").invoke(evaluator);
        } catch (ReflectiveOperationException e) {
            return ClassLoader.getSystemClassLoader();
        }
    }

    /** Adds a jar to the class path of cells. */
    public static void addJar(BaseKernel kernel, String path) {
        try {
            kernel.getClass().getMethod("addToClasspath", String.class).invoke(kernel, path);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this kernel takes no jars", e);
        }
    }

    /** Adds imports; returns those that did not take effect. */
    public static List<String> add(BaseKernel kernel, List<String> imports) {
        return ImportBatch.add(of(kernel), imports);
    }
}
