namespace AIOps.Server.Demo.Processes;

/// <summary>The services that a process calls, by name.</summary>
internal sealed class Callees(ProcessArguments arguments) : IDisposable
{
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Longer than what one attempt further down may take, so that a caller does not give up on a callee that is about to answer.</summary>
    private static readonly TimeSpan AttemptTimeoutOfSeveral = TimeSpan.FromSeconds(2.5);

    /// <summary>Shorter, for the same reason: who waits for us waits for this too.</summary>
    private static readonly TimeSpan AttemptTimeoutOutside = TimeSpan.FromSeconds(0.6);

    private readonly Dictionary<string, Callee> _callees = arguments.Calls.ToDictionary(
        call => call.Key,
        call => new Callee(call.Key, call.Value, call.Key == "bank" ? AttemptTimeoutOutside : call.Value.Count > 1 ? AttemptTimeoutOfSeveral : AttemptTimeout),
        StringComparer.Ordinal);

    /// <summary>The client of a service.</summary>
    /// <exception cref="InvalidOperationException">The process was started without an address of that service.</exception>
    public Callee this[string service] => _callees.TryGetValue(service, out var callee)
        ? callee
        : throw new InvalidOperationException($"{arguments.Service} was started without --call {service}=http://127.0.0.1:PORT");

    public void Dispose()
    {
        foreach (var callee in _callees.Values)
        {
            callee.Dispose();
        }
    }
}
