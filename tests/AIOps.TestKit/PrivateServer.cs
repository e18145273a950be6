using System.Diagnostics;

namespace AIOps.TestKit;

/// <summary>
/// A server that believes it has the machine to itself: a shell script in a folder of its own, whose first child gets namespaces of its own. It ends with
/// everything that it started when whoever started it closes the pipe or dies, and takes its control groups away.
/// </summary>
internal sealed class PrivateServer : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private readonly Process _keeper;
    private readonly string _what;

    private PrivateServer(Process keeper, string folder, string what) => (_keeper, Folder, _what) = (keeper, folder, what);

    public string Folder { get; }

    /// <summary>Name of the control group that is removed at the end.</summary>
    public string Group => Path.GetFileName(Folder);

    private string Log => Path.Combine(Folder, "log");

    /// <summary>Starts <c>server.sh</c> of a folder; its output goes to the file <c>log</c>.</summary>
    public static PrivateServer Start(string folder, string what)
    {
        const string Keeper = """
            setsid sh "$1/server.sh" </dev/null >"$1/log" 2>&1 &
            server=$!
            echo $server >"$1/server"
            cat >/dev/null
            kill -KILL $server
            wait
            # a control group is empty a moment after its last process is gone
            name=$(basename "$1")
            unshare --mount sh -c '
              mkdir -p "$1/groups" && mount -t cgroup2 none "$1/groups" 2>/dev/null
              for try in 1 2 3 4 5 6 7 8 9 10; do
                left=
                for group in /sys/fs/cgroup/"$2" /sys/fs/cgroup/*/"$2" "$1/groups/$2"; do
                  [ -d "$group" ] && { find "$group" -depth -type d -exec rmdir {} \; 2>/dev/null; [ -d "$group" ] && left=1; }
                done
                [ -z "$left" ] && break
                sleep 0.1
              done' sh "$1" "$name"
            """;
        var start = new ProcessStartInfo("sh", ["-c", Keeper, "sh", folder]) { UseShellExecute = false, RedirectStandardInput = true, WorkingDirectory = "/tmp" };
        return new PrivateServer(Process.Start(start) ?? throw new InvalidOperationException($"{what} was not started"), folder, what);
    }

    /// <summary>Waits until a condition holds, or tells what the server wrote.</summary>
    /// <exception cref="InvalidOperationException">It did not become ready.</exception>
    public async Task UntilAsync(Func<Task<bool>> ready)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await ready())
        {
            if (_keeper.HasExited || Stopwatch.GetElapsedTime(began) > Limit)
            {
                var log = File.Exists(Log) ? await File.ReadAllTextAsync(Log) : "";
                throw new InvalidOperationException($"{_what} did not start (it needs root, namespaces and control groups; tests/install.sh installs it): {log}");
            }

            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _keeper.StandardInput.Close();
        using var limit = new CancellationTokenSource(Limit);
        await _keeper.WaitForExitAsync(limit.Token);
        _keeper.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
