using AIOps.Server.Demo.Cast;
using AIOps.Server.Demo.Stage;

namespace AIOps.Server.Demo.Faults;

/// <summary>A way to break a service. A new fault is a new file and a line in <see cref="FaultList"/>.</summary>
internal interface IFault
{
    /// <summary>The name after <c>--fault</c>.</summary>
    string Name { get; }

    /// <summary>What it does, in a few words.</summary>
    string Description { get; }

    /// <summary>Ids of the runbooks that repair it; empty when acting would be wrong.</summary>
    IReadOnlyList<string> Runbooks { get; }

    /// <summary>How long its runbook leaves a target alone after it acted on it.</summary>
    TimeSpan CoolDown { get; }

    /// <summary>After how long it ends without anybody's help; null when it stays until it is repaired.</summary>
    TimeSpan? Lasts => null;

    /// <summary>The set of services where it is at home: <c>shop</c> or <c>workers</c>.</summary>
    string Set => ServiceSet.ShopName;

    /// <summary>The members that it can be done to; none when it does not fit the set.</summary>
    IEnumerable<string> Candidates(ServiceStage stage);

    /// <summary>Breaks a member.</summary>
    Task InjectAsync(FaultScene scene, string member, CancellationToken cancellationToken);

    /// <summary>Ends what ends by itself, after <see cref="Lasts"/>.</summary>
    Task EndAsync(FaultScene scene, string member, CancellationToken cancellationToken) => Task.CompletedTask;
}
