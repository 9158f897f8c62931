package org.ot4j.data;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import javax.net.ssl.SSLException;

/** Descriptions of download failures. */
final class HttpFaults {
    private HttpFaults() {}

    /** More bytes came, or were announced, than any file of the library has. */
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1;

        TooLarge(long bytes, long most) {
            super("it has " + bytes + " bytes or more where at most " + most + " are taken");
        }
    }

    static String reason(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "its host is not known here (no network?)";
            }
        }
        if (e instanceof HttpConnectTimeoutException) {
            return "its host did not answer in time";
        }
        String message = e.getMessage() == null ? "" : e.getMessage();
        if (e instanceof ConnectException) {
            return "no connection to its host" + (message.isEmpty() ? "" : " (" + message + ")");
        }
        if (e instanceof SSLException) {
            return "its host cannot be trusted (" + message + ")";
        }
        if (e instanceof AccessDeniedException) {
            return "no right to write " + message;
        }
        if (e instanceof FileSystemException || message.isEmpty()) {
            return e.getClass().getSimpleName() + " " + message;
        }
        return message;
    }
}
