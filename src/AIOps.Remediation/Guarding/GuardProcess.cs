using System.Diagnostics;
using System.Text;
using System.Text.Json;
using AIOps.Contracts.Serialization;

namespace AIOps.Remediation.Guarding;

/// <summary>
/// The guard's side, run as <c>aiops guard</c>: starts the step's command in a session of its own and kills the whole session when the pipe to the owner
/// closes, the lease ends or the time is up; where there are control groups, also what left the session. It needs nobody's permission to do so: an owner that is paused or dead cannot keep a step running.
/// </summary>
public static class GuardProcess
{
    private static readonly TimeSpan OutputGrace = TimeSpan.FromMilliseconds(300);

    /// <summary>Serves one order and returns the process' exit code.</summary>
    /// <param name="input">The pipe from the owner.</param>
    /// <param name="output">The pipe to the owner.</param>
    public static int Run(Stream input, Stream output)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);

        // Input, output and errors of the step each block a thread while it runs.
        ThreadPool.SetMinThreads(8, 8);

        // Fails with EPERM only when this process already leads a group, which a freshly started child never does.
        var session = NativeProcess.SetSession();
        using var reader = new StreamReader(input, Encoding.UTF8);
        using var report = new GuardReport(output);
        report.Send(new GuardLine { Hello = true });
        if (session < 0)
        {
            report.Send(new GuardLine { End = new GuardEnd(GuardEnding.NotStarted, null, 0, "the guard could not get a session of its own") });
            return 1;
        }

        if (ReadOrder(reader) is not var (order, lease))
        {
            return 0;
        }

        using var changed = new AutoResetEvent(initialState: false);
        var ownerGone = 0;
        var listener = new Thread(() =>
        {
            while (Read(reader) is { } line)
            {
                Interlocked.Exchange(ref lease, line.LeaseDeadline ?? Interlocked.Read(ref lease));
                Wake(changed);
            }

            Interlocked.Exchange(ref ownerGone, 1);
            Wake(changed);
        })
        { IsBackground = true };
        if (Stopwatch.GetTimestamp() >= Math.Min(lease, order.StepDeadline))
        {
            report.Send(new GuardLine { End = new GuardEnd(GuardEnding.LeaseEnded, null, 0, "the lease ended before the step began") });
            return 0;
        }

        listener.Start();
        using var child = new Process { StartInfo = StartOf(order), EnableRaisingEvents = true };
        child.Exited += (_, _) => Wake(changed);
        var forwarded = new OutputForwarder(report, order.MaxOutput);

        // The guard is in the group for as long as it takes to bear the step: it must outlive what it kills.
        using var group = StepGroup.Make(order.ControlGroups, StepGroup.NameOf(ProcessIdentity.Current), order.Limits, out _);
        group?.Enter();
        try
        {
            child.Start();
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or InvalidOperationException or IOException)
        {
            report.Send(new GuardLine { End = new GuardEnd(GuardEnding.NotStarted, null, 0, exception.Message) });
            return 0;
        }
        finally
        {
            group?.Leave();
        }

        var pumps = Task.WhenAll(forwarded.PumpAsync(child.StandardOutput), forwarded.PumpAsync(child.StandardError), FeedAsync(child, order.Input));
        var ending = Watch(child, changed, order.StepDeadline, () => Interlocked.Read(ref lease), () => Volatile.Read(ref ownerGone) != 0);
        int? exitCode = null;
        var left = ProcessSession.Members(Environment.ProcessId, Environment.ProcessId).Count();
        var dead = ProcessSession.KillMembers(Environment.ProcessId, except: Environment.ProcessId);
        if (ending != GuardEnding.Exited)
        {
            dead &= group?.Kill() ?? true;
        }
        else
        {
            exitCode = child.ExitCode;

            // A daemon that the script started may hold the pipes open for ever.
            pumps.Wait(OutputGrace);
        }

        report.Send(new GuardLine { End = new GuardEnd(ending, exitCode, left, dead ? null : "some processes of the step could not be killed") });
        return 0;
    }

    private static GuardEnding Watch(Process child, AutoResetEvent changed, long stepDeadline, Func<long> lease, Func<bool> ownerGone)
    {
        while (true)
        {
            if (child.HasExited)
            {
                return GuardEnding.Exited;
            }

            var now = Stopwatch.GetTimestamp();
            if (ownerGone() || now >= lease() || now >= stepDeadline)
            {
                return ownerGone() ? GuardEnding.OwnerGone : now >= lease() ? GuardEnding.LeaseEnded : GuardEnding.TimedOut;
            }

            var wait = Stopwatch.GetElapsedTime(now, Math.Min(lease(), stepDeadline));
            changed.WaitOne(wait < TimeSpan.FromSeconds(1) ? wait + TimeSpan.FromMilliseconds(1) : TimeSpan.FromSeconds(1));
        }
    }

    private static ProcessStartInfo StartOf(GuardOrder order)
    {
        var start = new ProcessStartInfo(order.Command[0])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = order.WorkingFolder,
        };
        foreach (var argument in order.Command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        foreach (var (name, value) in order.Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static async Task FeedAsync(Process child, string text)
    {
        try
        {
            await child.StandardInput.WriteAsync(text).ConfigureAwait(false);
            child.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading its input: its exit code says what that means.
        }
    }

    // The owner may renew its lease after the guard was recorded and before it gives the order.
    private static (GuardOrder Order, long Lease)? ReadOrder(StreamReader reader)
    {
        var renewed = long.MinValue;
        while (Read(reader) is { } line)
        {
            renewed = line.LeaseDeadline ?? renewed;
            if (line.Order is { } order)
            {
                return (order, Math.Max(order.LeaseDeadline, renewed));
            }
        }

        return null;
    }

    private static GuardLine? Read(StreamReader reader)
    {
        try
        {
            return reader.ReadLine() is { } line ? AIOpsJson.Read<GuardLine>(line) : null;
        }
        catch (Exception exception) when (exception is IOException or JsonException)
        {
            // A broken pipe and a torn line mean the same: the owner is gone.
            return null;
        }
    }

    private static void Wake(AutoResetEvent changed)
    {
        try
        {
            changed.Set();
        }
        catch (ObjectDisposedException)
        {
            // The step is over; nobody waits any more.
        }
    }
}
