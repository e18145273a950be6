namespace AIOps.Incidents.Tests.Correlation;

/// <summary>How the made-up system of a grouping scenario is wired.</summary>
public enum GroupingShape
{
    /// <summary>Each service calls one to three of those below it.</summary>
    Layers,

    /// <summary>25 teams with an entry, a tree and a database each, few calls across, some platform services that many use.</summary>
    Teams,

    /// <summary>Five gateways, a hundred fronts, shared middle services, thirty databases and one service that nearly all fronts call.</summary>
    Hub,

    /// <summary>Layers on 60 hosts; a third of the faults are hosts that take all their services down.</summary>
    Hosts,
}
