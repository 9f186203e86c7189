package dev.cloche.control.runtime;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Sets that forget the oldest.
public final class Recent {

    private static final int MOST = 10_000;

    private Recent() {}

    /// One that keeps the last ten thousand, for any thread.
    public static <T> Set<T> set() {
        return Collections.newSetFromMap(
                Collections.synchronizedMap(
                        new LinkedHashMap<>() {
                            private static final long serialVersionUID = 1L;

                            @Override
                            protected boolean removeEldestEntry(Map.Entry<T, Boolean> eldest) {
                                return size() > MOST;
                            }
                        }));
    }
}
