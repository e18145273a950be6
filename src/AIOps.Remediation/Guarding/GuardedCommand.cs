using System.Diagnostics;
using System.Text;
using System.Threading.Channels;
using AIOps.Contracts.Serialization;

namespace AIOps.Remediation.Guarding;

/// <summary>
/// The owner's side of a guard. It is started and recorded before it is told what to do, so that a crash at any moment leaves a name by which
/// recovery can prove it dead.
/// </summary>
public sealed class GuardedCommand : IDisposable
{
    private static readonly TimeSpan EndGrace = TimeSpan.FromSeconds(5);

    // A machine that is in trouble starts processes slowly; the step's own limit is the one that counts.
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private const int LinesAhead = 256;
    private readonly Process _process;
    private readonly ChannelReader<string> _lines;
    private readonly CancellationTokenSource _closing;
    private readonly Lock _lock = new();

    private GuardedCommand(Process process, ProcessIdentity identity, ChannelReader<string> lines, CancellationTokenSource closing)
    {
        (_process, _lines, _closing) = (process, lines, closing);
        Identity = identity;
    }

    /// <summary>The guard, by which its session is proven dead after a crash.</summary>
    public ProcessIdentity Identity { get; }

    /// <summary>Starts a guard that waits for its order.</summary>
    /// <param name="guardCommand">Program and arguments that run <see cref="GuardProcess.Run"/>.</param>
    /// <param name="cancellationToken">Stops the wait for its first word.</param>
    /// <exception cref="IOException">The guard did not start.</exception>
    public static async Task<GuardedCommand> StartAsync(IReadOnlyList<string> guardCommand, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(guardCommand);
        var start = new ProcessStartInfo(guardCommand[0]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in guardCommand.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        // Two garbage-collected heaps and tiered compilation serve nothing in a process that lives for one step.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_gcServer"] = "0";
        start.StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var process = Process.Start(start) ?? throw new IOException("the guard process could not be started");
        var identity = ProcessIdentity.Of(process.Id);
        var closing = new CancellationTokenSource();
        var lines = Listen(process, closing.Token);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(StartLimit);
            if (!await WaitAsync(lines, limit.Token, cancellationToken).ConfigureAwait(false) || !lines.TryRead(out var hello) || identity is null || !AIOpsJson.Read<GuardLine>(hello).Hello)
            {
                throw new IOException($"the guard process did not say within {StartLimit.TotalSeconds:0} s that it is ready");
            }
        }
        catch
        {
            process.Kill();
            await closing.CancelAsync().ConfigureAwait(false);
            closing.Dispose();
            process.Dispose();
            throw;
        }

        return new GuardedCommand(process, identity.Value, lines, closing);
    }

    /// <summary>Gives the order and waits for its end.</summary>
    /// <param name="order">What to run.</param>
    /// <param name="onOutput">Gets output as it comes, unmasked.</param>
    /// <param name="cancellationToken">Closes the pipe: the guard kills the whole session.</param>
    public async Task<GuardEnd> RunAsync(GuardOrder order, Action<string> onOutput, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(onOutput);
        Send(new GuardLine { Order = order });
        using var closing = cancellationToken.Register(ClosePipe);
        using var patience = new CancellationTokenSource();
        using var giveUp = cancellationToken.Register(() => patience.CancelAfter(EndGrace));
        try
        {
            await foreach (var text in _lines.ReadAllAsync(patience.Token).ConfigureAwait(false))
            {
                var line = AIOpsJson.Read<GuardLine>(text);
                if (line.Output is not null)
                {
                    onOutput(line.Output);
                }

                if (line.End is not null)
                {
                    return line.End;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or System.Text.Json.JsonException || (exception is OperationCanceledException && patience.IsCancellationRequested))
        {
            // Falls through: whatever the guard was, it is dead after the next lines.
        }

        var dead = ProcessSession.Kill(Identity) & StepGroup.KillLeft(order.ControlGroups, Identity);
        return new GuardEnd(GuardEnding.GuardDied, null, 0, dead ? "the guard died; its session was killed, the step's outcome is unknown" : "the guard died and its session could not be killed");
    }

    /// <summary>Tells the guard that the lease was renewed.</summary>
    /// <param name="leaseDeadline">Monotonic moment at which it ends now.</param>
    public void Renew(long leaseDeadline) => Send(new GuardLine { LeaseDeadline = leaseDeadline });

    /// <inheritdoc/>
    public void Dispose()
    {
        ClosePipe();
        if (!_process.WaitForExit(EndGrace))
        {
            ProcessSession.Kill(Identity);
            _process.WaitForExit(EndGrace);
        }

        _closing.Cancel();
        _closing.Dispose();
        _process.Dispose();
    }

    // Reading a pipe blocks whoever does it, and a step may take minutes: a thread of its own, not one that everybody shares.
    private static ChannelReader<string> Listen(Process process, CancellationToken closing)
    {
        var lines = Channel.CreateBounded<string>(new BoundedChannelOptions(LinesAhead) { SingleReader = true, SingleWriter = true });
        new Thread(() =>
        {
            try
            {
                while (process.StandardOutput.ReadLine() is { } line)
                {
                    lines.Writer.WriteAsync(line, closing).AsTask().Wait(CancellationToken.None);
                }
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException or AggregateException)
            {
                // Whoever waits for its words learns that there are no more.
            }

            lines.Writer.TryComplete();
        })
        { IsBackground = true, Name = "guard output" }.Start();
        return lines.Reader;
    }

    private static async Task<bool> WaitAsync(ChannelReader<string> lines, CancellationToken limit, CancellationToken cancellationToken)
    {
        try
        {
            return await lines.WaitToReadAsync(limit).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private void Send(GuardLine line)
    {
        lock (_lock)
        {
            try
            {
                _process.StandardInput.WriteLine(AIOpsJson.Write(line));
                _process.StandardInput.Flush();
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
            {
                // The guard is gone; whoever reads its output learns so.
            }
        }
    }

    private void ClosePipe()
    {
        lock (_lock)
        {
            try
            {
                _process.StandardInput.Close();
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
            {
                // As above.
            }
        }
    }
}
