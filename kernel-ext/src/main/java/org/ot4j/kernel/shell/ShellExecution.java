package org.ot4j.kernel.shell;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import jdk.jshell.execution.DirectExecutionControl;

/**
 * Runs snippets on one thread of this process. Ctrl-C interrupts that thread, which the library's
 * long loops check; JShell's own way of stopping a thread would leave half-done work behind.
 */
final class ShellExecution extends DirectExecutionControl {
    private volatile Thread running;

    @Override
    protected String invoke(Method method) throws Exception {
        running = Thread.currentThread();
        try {
            return ShellValue.text(method.invoke(null));
        } catch (InvocationTargetException e) {
            if (Thread.interrupted() || e.getCause() instanceof InterruptedException) {
                throw new StoppedException();
            }
            throw e;
        } finally {
            running = null;
            Thread.interrupted(); // a request to stop applies to this snippet only
        }
    }

    @Override
    public void stop() {
        Thread thread = running;
        if (thread != null) {
            thread.interrupt();
        }
    }
}
