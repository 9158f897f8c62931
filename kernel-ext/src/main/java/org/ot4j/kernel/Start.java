package org.ot4j.kernel;

import java.lang.reflect.InvocationTargetException;

/**
 * The main class that the launcher starts: it puts the compiler's path where JShell looks for it,
 * then starts the kernel's own main class. JShell looks at the class path property, so the compiler
 * and the running program can have different class paths: one of folders, the other of jars, with
 * the same classes.
 */
public final class Start {
    private static final String MAIN = "org.dflib.jjava.distro.JJava";
    private static final String CLASS_PATH = "java.class.path";
    private static final String COMPILER_PATH = "ot4j.compiler.path";

    private static String classPath;

    private Start() {}

    public static void main(String[] args) throws Throwable {
        CheckoutOfOthers.leave();
        String folders = System.getProperty(COMPILER_PATH);
        if (folders != null) {
            classPath = System.setProperty(CLASS_PATH, folders);
        }
        try {
            Class.forName(MAIN).getMethod("main", String[].class).invoke(null, (Object) args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Restores the property for later readers; the compiler has read it at its first use. */
    static void end() {
        if (classPath != null) {
            System.setProperty(CLASS_PATH, classPath);
        }
    }
}
